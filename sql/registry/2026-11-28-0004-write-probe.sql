-- Where a node tries, after a write has failed for want of room, whether there is room again: rolled back each time, always empty.
CREATE TABLE retail.write_probe (filler text NOT NULL);
ALTER TABLE retail.write_probe ALTER COLUMN filler SET STORAGE PLAIN;
