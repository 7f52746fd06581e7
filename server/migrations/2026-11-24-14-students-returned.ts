/** The day a student's enrolment last went back to full-time (复学): by it a returned student is proposed for the next list. */
export const up = ['ALTER TABLE students ADD COLUMN returned_on DATE NULL AFTER enrolment_status'];
export const down = ['ALTER TABLE students DROP COLUMN returned_on'];
