/** Realistic properties of every page, for tests and for looking at them. */
export * from './samples-frame.js';
export * from './samples-lists.js';
export * from './samples-acts.js';
export * from './samples-others.js';
export * from './samples-task-tools.js';
export * from './samples-office.js';
export * from './samples-upgrades.js';
export * from './samples-legacy.js';
