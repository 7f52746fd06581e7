import { type CreationOptional, DataTypes, type InferAttributes, type InferCreationAttributes, literal, Model, type ModelStatic, type NonAttribute, Op, type Sequelize } from 'sequelize';
import { inAct } from '../database.js';
import { NotFound } from '../lib/errors.js';
import { Organisation } from '../organisations/organisation.js';
import { isAdministrator, type Actor } from '../values/actor.js';
import type { EnrolmentStatus } from '../values/enrolment.js';
import type { DocumentKind } from '../values/identity-document.js';
import type { Month } from '../values/month.js';

/** One pupil of one school as its roster knows them. Document and card numbers lie sealed; what is shown is masked. */
export class Student extends Model<InferAttributes<Student>, InferCreationAttributes<Student>> {
  declare id: CreationOptional<number>;
  /** Names the row in the context its numbers are sealed with. */
  declare uid: string;
  declare schoolId: number;
  /** The person behind this and other enrolments with the same document. */
  declare personId: number;
  declare name: string;
  declare namePinyin: CreationOptional<string>;
  declare nameInitials: CreationOptional<string>;
  declare documentKind: DocumentKind;
  /** Left out of every ordinary reading, as `documentIndex`, `cardSealed` and `cardIndex` are; only `unscoped()` brings them. */
  declare documentSealed: string;
  declare documentIndex: Buffer;
  declare documentMasked: string;
  declare gender: 'male' | 'female' | '';
  declare grade: string;
  declare major: string;
  declare className: string;
  declare enrolmentStatus: EnrolmentStatus;
  declare entryMonth: Month | null;
  /** 学制 in months. */
  declare programmeMonths: number | null;
  declare householdRegion: string | null;
  declare cardSealed: string | null;
  declare cardIndex: Buffer | null;
  declare cardTail: string | null;
  declare version: CreationOptional<number>;
  declare createdAt: CreationOptional<Date>;
  declare school?: NonAttribute<Organisation>;

  /** The students of the schools in the actor's own subtree, each with its school; nobody for administrators. */
  static visibleTo(actor: Actor): ModelStatic<Student> {
    return Student.scope(['defaultScope', isAdministrator(actor) ? 'nobody' : { method: ['within', actor.organisation.path] }]);
  }
}

const protectedColumns = ['documentSealed', 'documentIndex', 'cardSealed', 'cardIndex'];

/** Call after `defineOrganisation`. */
export function defineStudent(sequelize: Sequelize): void {
  Student.init(
    {
      id: { type: DataTypes.INTEGER.UNSIGNED, primaryKey: true, autoIncrement: true },
      uid: DataTypes.STRING, schoolId: DataTypes.INTEGER.UNSIGNED, personId: DataTypes.INTEGER.UNSIGNED,
      name: DataTypes.STRING, namePinyin: DataTypes.STRING, nameInitials: DataTypes.STRING,
      documentKind: DataTypes.STRING, documentSealed: DataTypes.STRING, documentIndex: DataTypes.BLOB, documentMasked: DataTypes.STRING,
      gender: DataTypes.STRING, grade: DataTypes.STRING, major: DataTypes.STRING, className: DataTypes.STRING,
      enrolmentStatus: DataTypes.STRING, entryMonth: DataTypes.STRING, programmeMonths: DataTypes.INTEGER.UNSIGNED, householdRegion: DataTypes.STRING,
      cardSealed: DataTypes.STRING, cardIndex: DataTypes.BLOB, cardTail: DataTypes.STRING,
      version: DataTypes.INTEGER.UNSIGNED, createdAt: DataTypes.DATE,
    },
    {
      sequelize, tableName: 'students',
      defaultScope: { attributes: { exclude: protectedColumns } },
      scopes: {
        nobody: { where: literal('FALSE') },
        within: (path: string) => ({ include: [{ association: 'school', required: true, where: { path: { [Op.like]: `${path}%` } } }] }),
      },
    },
  );
  Student.belongsTo(Organisation, { as: 'school', foreignKey: 'schoolId' });
}

/** Loads one student of the actor's scope with their school. @throws NotFound */
export async function studentInScope(actor: Actor, id: number): Promise<Student> {
  const found = await Student.visibleTo(actor).findByPk(id, inAct());
  if (!found) throw new NotFound();
  return found;
}
