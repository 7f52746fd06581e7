import type { Sequelize } from 'sequelize';
import { defineOrganisation } from './organisations/organisation.js';
import { defineStudent } from './students/student.js';

/** Binds every Sequelize model to the connected database. */
export function defineModels(sequelize: Sequelize): void {
  defineOrganisation(sequelize);
  defineStudent(sequelize);
}
