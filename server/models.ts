import type { Sequelize } from 'sequelize';
import { defineOrganisation } from './organisations/organisation.js';

/** Binds every Sequelize model to the connected database. */
export function defineModels(sequelize: Sequelize): void {
  defineOrganisation(sequelize);
}
