import { evaluate, parseExpression } from 'feelin';
import { isOfficeDate } from '../values/office-date.js';

/**
 * Conditions on sequence flows: a small part of FEEL over variables the diagram declares.
 * feelin itself answers false, without a word, when a text is compared with a number or a variable is unknown;
 * an approval must not take the wrong way because of that. So types are checked here, at upload with the declared
 * ones and at run time with those of the values, and only then is feelin asked.
 */
export type ConditionType = 'text' | 'number' | 'date' | 'boolean';
export type ConditionVariable = { name: string; type: ConditionType };
/** Dates are 'YYYY-MM-DD'. */
export type ConditionValue = string | number | boolean | null | undefined;
export type Problem = { code: string; message: string };
export type ConditionReading = {
  problems: Problem[];
  /** Names of all variables in it. */
  variables: string[];
  /** Each text a variable is compared with, by = != or in. */
  texts: { variable: string; value: string }[];
  /** The whole condition is "this variable is one of these texts". */
  choice?: { variable: string; values: string[] };
};

/** A condition gave no clear answer at run time; the act is rolled back and becomes an incident. Message in Chinese. */
export class ConditionFailed extends Error {
  constructor(readonly code: 'value-missing' | 'condition-invalid' | 'no-clear-answer', message: string) {
    super(message);
    this.name = 'ConditionFailed';
  }
}

/** What is wrong with a condition as drawn; empty when nothing is. Messages say what to write instead. */
export const checkCondition = (text: string, variables: readonly ConditionVariable[]): Problem[] => readCondition(text, variables).problems;

/** Reads a condition against the declared variables. */
export function readCondition(text: string, variables: readonly ConditionVariable[]): ConditionReading {
  const types = new Map<string, Kind>(variables.map(({ name, type }) => [name, type]));
  return new Reader(text, types).read();
}

/**
 * Whether the flow is taken.
 * @throws ConditionFailed when a variable in it has no value, when types do not fit, on any warning of feelin, and
 *   when the result is neither true nor false. Never false for lack of an answer.
 */
export function evaluateCondition(text: string, values: Readonly<Record<string, ConditionValue>>): boolean {
  const used = variablesIn.get(text);
  const known = used && answers.get(question(text, used, values));
  if (known !== undefined) return known;
  const { answer, variables } = askFeel(text, values);
  if (answers.size >= MOST_ANSWERS) { answers.clear(); variablesIn.clear(); }
  variablesIn.set(text, variables);
  answers.set(question(text, variables, values), answer);
  return answer;
}

/** Clear answers given before: an answer depends on nothing but the text and the values of the variables in it. */
const answers = new Map<string, boolean>();
const variablesIn = new Map<string, readonly string[]>();
const MOST_ANSWERS = 2000;
const question = (text: string, used: readonly string[], values: Readonly<Record<string, ConditionValue>>): string => JSON.stringify([text, ...used.map((name) => values[name] ?? null)]);

function askFeel(text: string, values: Readonly<Record<string, ConditionValue>>): { answer: boolean; variables: readonly string[] } {
  const own = Object.entries(values).filter((entry): entry is [string, Given] => isGiven(entry[1]));
  const reader = new Reader(text, new Map(own.map(([name, value]) => [name, kindOfValue(value)])));
  const { problems, variables } = reader.read();
  const given = new Map(own);
  const missing = variables.filter((name) => !given.has(name));
  if (missing.length > 0) throw new ConditionFailed('value-missing', `条件“${text}”用到的“${missing.join('、')}”此时没有值，无法判断走向。请补上这一项后重试。`);
  if (problems.length > 0) throw new ConditionFailed('condition-invalid', `条件“${text}”无法判断：${problems[0].message}`);

  const { value, warnings } = evaluate(reader.withPlainDates(), Object.fromEntries(variables.map((name) => [name, given.get(name)])));
  if (warnings.length > 0 || typeof value !== 'boolean') throw new ConditionFailed('no-clear-answer', `条件“${text}”得不出“是”或“否”。请检查其中的数值（例如除数为 0），改正后重试。`);
  return { answer: value, variables };
}

/** Words of FEEL: a variable of this name could not be told from them. */
export const reservedNames: readonly string[] = ['and', 'or', 'not', 'in', 'if', 'then', 'else', 'for', 'return', 'some', 'every', 'satisfies', 'between',
  'instance', 'of', 'function', 'external', 'true', 'false', 'null', 'date', 'time', 'duration', 'item', 'partial'];

/** Letters, digits and underscore, not starting with a digit: FEEL would read a space or a minus sign as part of the name. */
export const isVariableName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_]{0,63}$/u.test(name) && !reservedNames.includes(name) && name !== '__proto__';

/** A text that is a calendar day may stand for a date or for a text; what it is compared with decides. */
type Kind = ConditionType | 'day';
type Given = string | number | boolean;
type Node = ReturnType<typeof parseExpression>['topNode'];
type Choice = ConditionReading['choice'];

/** NaN and infinities would compare to false without a word, so they count as no value. */
const isGiven = (value: ConditionValue): value is Given => (typeof value === 'number' ? Number.isFinite(value) : value !== null && value !== undefined);

const kindOfValue = (value: Given): Kind => {
  if (typeof value === 'string') return isOfficeDate(value) ? 'day' : 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
};

const kindNames: Record<Kind, string> = { text: '文字', number: '数字', date: '日期', boolean: '是否', day: '日期' };
const longest = 500;

/** Why a piece of FEEL is refused, by the name of its node in feelin's parse tree. */
const refusals: Record<string, string> = {
  ForExpression: '不能用 for 循环', QuantifiedExpression: '不能用 some、every', IfExpression: '不能用 if，请分成两条连线',
  Interval: '不能用区间，请写成 a >= 1 and a <= 2', FilterExpression: '不能用筛选 […]', PathExpression: '不能取下级属性（点号）',
  FunctionDefinition: '不能定义函数', InstanceOfExpression: '不能用 instance of', Context: '不能用 {…}', List: '列表只能放在 in 后面',
  LineComment: '不能写注释', BlockComment: '不能写注释', SimplePositiveUnaryTest: '比较符号写重了，或 in 后面不是值（相等写一个等号）', null: '不能与 null 比较：没有值时流程会停下来',
};

class Reader {
  private readonly problems: Problem[] = [];
  private readonly used = new Set<string>();
  private readonly texts: ConditionReading['texts'] = [];
  private readonly dates: { from: number; to: number; day: string }[] = [];

  constructor(private readonly text: string, private readonly types: ReadonlyMap<string, Kind>) {}

  read(): ConditionReading {
    const { text, types } = this;
    if (text.trim() === '') return this.result(this.refuse('condition-empty', '条件是空的，请写出判断，或去掉条件。'));
    if (text.length > longest) return this.result(this.refuse('condition-too-long', `条件超过 ${longest} 个字符，请拆成几个判断。`));
    const top = parseExpression(text, Object.fromEntries(types), undefined).topNode;
    if (hasErrors(top)) return this.result(this.refuse('condition-syntax', `写法不完整或有错，请检查括号和引号（引号、括号、比较符号都用英文半角）。`));
    const [expression, ...more] = childrenOf(top);
    for (const node of more) this.refuseNode(node);
    const kind = expression && this.kindOf(expression);
    if (kind && kind !== 'boolean') this.refuse('condition-not-boolean', `结果是${kindNames[kind]}，不是“是”或“否”，请写成一个比较，例如 ${text.trim()} = …`);
    return this.result(expression && this.choiceOf(expression));
  }

  /** The text with date literals as plain texts: days of this form sort as dates do, and values are such texts too. */
  withPlainDates(): string {
    return [...this.dates].sort((a, b) => b.from - a.from).reduce((text, { from, to, day }) => `${text.slice(0, from)}"${day}"${text.slice(to)}`, this.text);
  }

  private result(choice: Choice): ConditionReading {
    return { problems: this.problems, variables: [...this.used], texts: this.texts, ...(choice && this.problems.length === 0 && { choice }) };
  }

  private refuse(code: string, message: string): undefined {
    this.problems.push({ code, message });
    return undefined;
  }

  private refuseNode(node: Node): undefined {
    return this.refuse('condition-not-allowed', `${refusals[node.name] ?? '这种写法不允许'}：“${this.sourceOf(node)}”。可用的有比较、and、or、not()、in、加减乘除。`);
  }

  private sourceOf(node: Node): string {
    return this.text.slice(node.from, node.to);
  }

  /** The kind of a piece of the condition, or undefined after saying what is wrong with it. */
  private kindOf(node: Node): Kind | undefined {
    switch (node.name) {
      case 'Conjunction': case 'Disjunction': return this.truths(childrenOf(node).filter((child) => child.name !== 'and' && child.name !== 'or'));
      case 'FunctionInvocation': return this.negation(node);
      case 'Comparison': return this.comparison(node);
      case 'ArithmeticExpression': return this.arithmetic(node);
      case 'ParenthesizedExpression': return this.kindOf(childrenOf(node)[1]);
      case 'VariableName': return this.variable(node);
      default: return this.literal(node);
    }
  }

  private literal(node: Node): Kind | undefined {
    switch (node.name) {
      case 'NumericLiteral': return 'number';
      case 'BooleanLiteral': return 'boolean';
      case 'StringLiteral': return isOfficeDate(textOfLiteral(this.sourceOf(node))) ? 'day' : 'text';
      case 'DateTimeLiteral': return this.dateLiteral(node);
      default: return this.refuseNode(node);
    }
  }

  private variable(node: Node): Kind | undefined {
    const name = this.sourceOf(node);
    this.used.add(name);
    return this.types.get(name) ?? this.refuse('unknown-variable', `“${name}”不是本流程声明的变量。请在流程属性里声明它，或改用已声明的变量；文字要加英文双引号。`);
  }

  /** `@"2023-05-10"` or `date("2023-05-10")`. */
  private dateLiteral(node: Node): Kind | undefined {
    const day = /^(?:@|date\s*\(\s*)"(\d{4}-\d{2}-\d{2})"\s*\)?$/.exec(this.sourceOf(node))?.[1];
    if (day === undefined || !isOfficeDate(day)) return this.refuse('condition-bad-date', `“${this.sourceOf(node)}”不是日期，请写成 @"2023-05-10"。`);
    this.dates.push({ from: node.from, to: node.to, day });
    return 'date';
  }

  private truths(operands: Node[]): Kind {
    for (const operand of operands) {
      const kind = this.kindOf(operand);
      if (kind && kind !== 'boolean') this.refuse('condition-types', `“${this.sourceOf(operand)}”是${kindNames[kind]}，and、or、not 的两边请都写成判断。`);
    }
    return 'boolean';
  }

  /** `not( … )` is the one function. */
  private negation(node: Node): Kind | undefined {
    const [name, , parameters] = childrenOf(node);
    const inner = parameters?.name === 'PositionalParameters' ? childrenOf(parameters) : [];
    if (this.sourceOf(name) !== 'not' || inner.length !== 1) return this.refuse('condition-not-allowed', `不能调用函数：“${this.sourceOf(node)}”。可用的有比较、and、or、not()、in、加减乘除。`);
    return this.truths(inner);
  }

  private arithmetic(node: Node): Kind | undefined {
    const parts = childrenOf(node);
    const power = parts.find((part) => part.name === 'ArithOp' && !['+', '-', '*', '/'].includes(this.sourceOf(part)));
    if (power) return this.refuseNode(power);
    for (const part of parts.filter((one) => one.name !== 'ArithOp')) {
      const kind = this.kindOf(part);
      if (kind && kind !== 'number') this.refuse('condition-types', `“${this.sourceOf(part)}”是${kindNames[kind]}，只有数字可以加减乘除，请改正。`);
    }
    return 'number';
  }

  private comparison(node: Node): Kind | undefined {
    const [left, operator, ...right] = childrenOf(node);
    if (operator.name === 'between') return this.refuse('condition-not-allowed', `不能用 between：“${this.sourceOf(node)}”，请写成 a >= 1 and a <= 2。`);
    const kind = this.kindOf(left);
    const ordered = operator.name === 'CompareOp' && !['=', '!='].includes(this.sourceOf(operator));
    const others = operator.name === 'in' ? this.listed(right) : right;
    for (const other of others) {
      const otherKind = this.kindOf(other);
      this.fits(node, kind, otherKind, ordered);
      this.noteText(left, other);
      this.noteText(other, left);
    }
    return 'boolean';
  }

  private fits(node: Node, one: Kind | undefined, other: Kind | undefined, ordered: boolean): void {
    if (!one || !other) return;
    const alike = one === other || (one === 'day' && isDayLike(other)) || (other === 'day' && isDayLike(one));
    if (!alike) this.refuse('condition-types', `“${this.sourceOf(node)}”拿${kindNames[one]}和${kindNames[other]}比较，请改成两边同一种类型。`);
    else if (ordered && [one, other].some((kind) => kind === 'text' || kind === 'boolean')) this.refuse('condition-types', `“${this.sourceOf(node)}”：大小只能在数字之间或日期之间比较，文字请用 = 、!= 或 in。`);
  }

  private noteText(variable: Node, literal: Node): void {
    if (variable.name === 'VariableName' && literal.name === 'StringLiteral') this.texts.push({ variable: this.sourceOf(variable), value: textOfLiteral(this.sourceOf(literal)) });
  }

  /** The values behind `in`: literals only, in round or square brackets or one alone. */
  private listed(nodes: Node[]): Node[] {
    return nodes.flatMap((node): Node[] => {
      switch (node.name) {
        case '(': case ')': case '[': case ']': return [];
        case 'PositiveUnaryTests': case 'PositiveUnaryTest': case 'List': case 'ParenthesizedExpression': return this.listed(childrenOf(node));
        case 'VariableName': case 'Comparison': case 'ArithmeticExpression': case 'FunctionInvocation':
          this.refuse('condition-not-allowed', `in 后面请只列出固定的值：“${this.sourceOf(node)}”不是。`);
          return [];
        default: return [node];
      }
    });
  }

  private choiceOf(node: Node): Choice {
    const children = childrenOf(node);
    if (node.name === 'ParenthesizedExpression') return this.choiceOf(children[1]);
    if (node.name === 'Disjunction') {
      const sides = children.filter((child) => child.name !== 'or').map((child) => this.choiceOf(child));
      const variable = sides[0]?.variable;
      return variable !== undefined && sides.every((side) => side?.variable === variable) ? { variable, values: sides.flatMap((side) => side?.values ?? []) } : undefined;
    }
    const [left, operator, ...right] = children;
    if (node.name !== 'Comparison' || left.name !== 'VariableName' || (operator.name !== 'in' && this.sourceOf(operator) !== '=')) return undefined;
    const values = operator.name === 'in' ? this.listed(right) : right;
    return values.every((value) => value.name === 'StringLiteral')
      ? { variable: this.sourceOf(left), values: values.map((value) => textOfLiteral(this.sourceOf(value))) } : undefined;
  }
}

const isDayLike = (kind: Kind): boolean => kind === 'text' || kind === 'date' || kind === 'day';

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

const hasErrors = (node: Node): boolean => node.type.isError || childrenOf(node).some(hasErrors);

/** FEEL escapes like JSON; what JSON cannot read stays as written. */
function textOfLiteral(source: string): string {
  try {
    const text: unknown = JSON.parse(source);
    return typeof text === 'string' ? text : source;
  } catch {
    return source.slice(1, -1);
  }
}
