ALTER TABLE orders DROP COLUMN list_id;
