import { type CreationOptional, DataTypes, type InferAttributes, type InferCreationAttributes, Model, Op, type ModelStatic, type Sequelize, literal } from 'sequelize';
import { isAdministrator, type Actor, type Level } from '../values/actor.js';
import { inAct } from '../database.js';
import { NotFound } from '../lib/errors.js';

/** A school or an authority in the one tree of student-aid work: centre, province, prefecture, county, school. */
export class Organisation extends Model<InferAttributes<Organisation>, InferCreationAttributes<Organisation>> {
  declare id: CreationOptional<number>;
  declare code: string;
  declare name: string;
  declare level: Level;
  declare kind: CreationOptional<string>;
  /** Education stage of a school, null for an authority. */
  declare stage: string | null;
  declare parentId: number | null;
  declare regionCode: CreationOptional<string>;
  declare path: string;
  /** Whom the public may turn to: room or department, and its telephone. Both stand on public notices. */
  declare office: CreationOptional<string>;
  declare telephone: CreationOptional<string>;
  declare status: CreationOptional<string>;
  declare version: CreationOptional<number>;

  /** The organisations in the actor's own subtree. */
  static visibleTo(actor: Actor): ModelStatic<Organisation> {
    return isAdministrator(actor) ? Organisation.scope({ where: literal('FALSE') }) : Organisation.scope({ where: { path: { [Op.like]: `${actor.organisation.path}%` } } });
  }
}

export function defineOrganisation(sequelize: Sequelize): void {
  Organisation.init(
    {
      id: { type: DataTypes.INTEGER.UNSIGNED, primaryKey: true, autoIncrement: true },
      code: DataTypes.STRING, name: DataTypes.STRING, level: DataTypes.STRING, kind: DataTypes.STRING, stage: DataTypes.STRING,
      parentId: DataTypes.INTEGER.UNSIGNED, regionCode: DataTypes.STRING, path: DataTypes.STRING, office: DataTypes.STRING, telephone: DataTypes.STRING, status: DataTypes.STRING, version: DataTypes.INTEGER.UNSIGNED,
    },
    { sequelize, tableName: 'organisations' },
  );
}

/** Loads one organisation of the actor's scope. @throws NotFound */
export async function organisationInScope(actor: Actor, id: number): Promise<Organisation> {
  const found = await Organisation.visibleTo(actor).findByPk(id, inAct());
  if (!found) throw new NotFound();
  return found;
}
