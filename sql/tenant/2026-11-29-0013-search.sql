-- What people type finds what was written, whatever its case, accents and normal form: `muñequeras` by `MUNEQUERAS`, `huśtawka` by `hustawka`.
CREATE FUNCTION @.folded(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    translate(
        replace(replace(replace(replace(replace(regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036F]', '', 'g'), 'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
        'łŁøØđĐðÐħĦıŧŦ', 'llooddddhhitt');

ALTER TABLE @.product ADD COLUMN search text GENERATED ALWAYS AS (@.folded(name || ' ' || brand || ' ' || sku)) STORED;
ALTER TABLE @.customer ADD COLUMN search text GENERATED ALWAYS AS (@.folded(name || ' ' || code || ' ' || phone || ' ' || mail)) STORED;
