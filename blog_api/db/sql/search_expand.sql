-- Expand one lexeme of a query: its runs of CJK become bigrams.
CREATE OR REPLACE FUNCTION search_expand(lexeme text, leads boolean, trails boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    star text := CASE WHEN right(lexeme, 2) = ':*' THEN ':*' ELSE '' END;
    runs text[] := ARRAY(
        SELECT piece[1] FROM regexp_matches(
            substr(lexeme, 2, length(lexeme) - 2 - length(star)), '[<<CJK>>]+|[^<<CJK>>]+', 'g'
        ) AS piece
    );
    operands text[] := '{}';
    last integer := cardinality(runs);
BEGIN
    FOR i IN 1..last LOOP
        IF runs[i] ~ '[<<CJK>>]' THEN
            operands := operands
                || search_bigrams(runs[i], leads OR i > 1, trails OR i < last, leads OR trails);
        ELSE
            operands := operands
                || ('''' || runs[i] || '''' || CASE WHEN i = last THEN star ELSE '' END);
        END IF;
    END LOOP;
    RETURN '( '
        || array_to_string(operands, CASE WHEN leads OR trails THEN ' <-> ' ELSE ' & ' END)
        || ' )';
END
$$;
