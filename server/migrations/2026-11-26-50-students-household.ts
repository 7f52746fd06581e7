/** 本地户籍外地就读 is asked by where students are registered. */
export const up = ['CREATE INDEX students_household ON students (household_region, enrolment_status, school_id)'];
export const down = ['DROP INDEX students_household ON students'];
