-- What FETCH PREVIEW (RFC 8970) answers: the beginning of the text on one line. Single spaces: control characters, of which
-- the text has none but line ends and tabs, stand for the spaces while doubles are taken out.
ALTER TABLE bodies ADD COLUMN preview TEXT NOT NULL DEFAULT '';

UPDATE bodies SET preview = substr(trim(replace(replace(replace(
  replace(replace(text, char(10), ' '), char(9), ' '),
  ' ', char(1) || char(2)), char(2) || char(1), ''), char(1) || char(2), ' ')), 1, 200)
WHERE text IS NOT NULL;
