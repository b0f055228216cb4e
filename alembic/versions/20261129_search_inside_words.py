"""Fold accents, split Chinese, Japanese and Korean into bigrams, and index emoji.

The functions of the previous release (`searchable`, `search_query`) stay. Each document also keeps
its form for that release until `blog-api reindex` removes it (decision 0010).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "search_inside_words"
down_revision: str | None = "no_empty_shares"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Scripts without spaces between words, and Hangul, where words take endings.
CJK = (
    r"\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
EMOJI = r"\u231a-\u23ff\u25a0-\u27bf\u2b05-\u2b55\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
# Vowel points of Hebrew and Arabic, and invisible characters.
DROPPED = (
    r"\u00ad\u034f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670"
    r"\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
)
LATIN_OR_GREEK = r"A-Za-z\u0370-\u03ff"
CYRILLIC = r"\u0400-\u04ff"
# A tsvector holds 1 MB. A bigram takes up to 12 bytes of it, any other character of a text up to 8
# (hyphenated words of rare scripts); `search_fold` leaves 100,000 characters. Beyond this number of
# CJK terms a document has only its other words.
MAX_TERMS = 50_000
MAX_TERMS_BESIDE_OTHERS = 25_000
OTHERS = 40_000

# Text that `search_fold` does not change: ASCII, Russian without yo, Chinese, Japanese and Korean.
PLAIN = (
    r"\x01-\x7f\u00ab\u00bb\u0410-\u044f\u2010\u2013\u2014\u2018-\u201e\u3000-\u3003\u3005\u3007"
    r"\u3008-\u3011\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    r"\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\U00020000-\U0002f7ff"
)

# The PostgreSQL parser takes time quadratic in the length of some texts, and `normalize` in the
# length of a run of combining marks, so runs are cut first. Runs of CJK are split separately.
# U+001F is the separator of the split; U+E000 and U+E001 delimit highlights.
BREAK = r"""
CREATE OR REPLACE FUNCTION search_break(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF octet_length(words) = length(words) THEN
        RETURN searchable(words);
    END IF;
    RETURN regexp_replace(
        translate(words, U&'_<>@/~\001f\e000\e001', '       '), '[^\s<<CJK>>]{100}', '\& ', 'g'
    );
END
$$;
"""

# Of Cyrillic only stress marks and the dots of yo are removed: without its breve, short i is
# another character, and stemmers no longer know its endings. Capture groups take five times as
# long. A character can become up to 18, hence the cuts.
FOLD = r"""
CREATE OR REPLACE FUNCTION search_fold(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF words !~ '[^<<PLAIN>>]' THEN
        RETURN words;
    END IF;
    words := left(normalize(words, NFKD), 300000);
    IF words ~ '[<<CYRILLIC>>]' THEN
        words := regexp_replace(
            words,
            '([<<LATIN_OR_GREEK>>])[\u0300-\u036f]+|([\u0415\u0435])\u0308|([<<CYRILLIC>>])\u0301'
            '|[<<DROPPED>>]',
            '\1\2\3',
            'g'
        );
    ELSE
        words := regexp_replace(words, '[\u0300-\u036f<<DROPPED>>]+', '', 'g');
    END IF;
    words := left(normalize(words, NFC), 100000);
    IF words ~ '[øØđĐłŁħĦıðÐςßẞæÆœŒ]' THEN
        words := translate(words, 'øØđĐłŁħĦıðÐς', E'oOdDlLhHidD\u03c3');
        words := replace(replace(replace(words, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
        words := replace(replace(replace(words, 'ẞ', 'SS'), 'Æ', 'AE'), 'Œ', 'OE');
    END IF;
    RETURN words;
END
$$;
"""

# The parser does not treat an emoji as a word, so it is replaced by its code point. By characters:
# a regular expression takes ten times as long for a text of nothing but emoji.
EMOJI_WORDS = r"""
CREATE OR REPLACE FUNCTION search_emoji(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN words ~ '[<<EMOJI>>]' THEN (
        SELECT string_agg(
            CASE WHEN ascii(letter) >= 8986 AND letter ~ '[<<EMOJI>>]'
            THEN ' emoji' || to_hex(ascii(letter)) || ' ' ELSE letter END,
            '' ORDER BY place
        )
        FROM string_to_table(words, NULL) WITH ORDINALITY AS letters (letter, place)
    ) ELSE words END;
END
$$;
"""

# A run of CJK `abc` becomes `a ab bc c`: each character twice, with a separator between the two.
SPLIT = r"""
CREATE OR REPLACE FUNCTION search_split(words text, at_most integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    pieces text[];
BEGIN
    IF words !~ '[<<CJK>>]' THEN
        RETURN words;
    END IF;
    words := regexp_replace(
        regexp_replace(words, '[<<CJK>>]+', E'\x1f\\&\x1f', 'g'),
        '[<<CJK>>]', E'\\&\x1f\\&', 'g'
    );
    pieces := string_to_array(words, E'\x1f');
    IF cardinality(pieces) <= at_most THEN
        RETURN words;
    END IF;
    RETURN array_to_string(pieces[:at_most], E'\x1f') || ' '
        || regexp_replace(array_to_string(pieces[at_most + 1:], ' '), '[<<CJK>>]+', '', 'g');
END
$$;

CREATE OR REPLACE FUNCTION search_words(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    at_most integer := <<MAX_TERMS>>;
BEGIN
    IF octet_length(words) = length(words) THEN
        RETURN searchable(words);
    END IF;
    words := search_fold(search_break(words));
    IF length(regexp_replace(words, '[<<CJK>>]+', '', 'g')) > <<OTHERS>> THEN
        at_most := <<MAX_TERMS_BESIDE_OTHERS>>;
    END IF;
    RETURN search_split(search_emoji(words), at_most);
END
$$;
"""

# The form with accents: a stemmer knows more endings with them, and the previous release needs it.
DOCUMENT = """
CREATE OR REPLACE FUNCTION search_document(title text, excerpt text, content text)
RETURNS tsvector LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    body text := left(content, 100000);
    whole text := concat(title, excerpt, body);
    document tsvector :=
        setweight(to_tsvector(language, search_words(title)), 'A')
        || setweight(to_tsvector(language, search_words(excerpt)), 'B')
        || setweight(to_tsvector(language, search_words(body)), 'C');
    former tsvector;
BEGIN
    IF octet_length(whole) = length(whole)
        OR language = 'simple'::regconfig AND NOT (SELECT keeps_former_terms FROM search_settings)
    THEN
        RETURN document;
    END IF;
    former :=
        setweight(to_tsvector(language, searchable(title)), 'A')
        || setweight(to_tsvector(language, searchable(excerpt)), 'B')
        || setweight(to_tsvector(language, searchable(body)), 'C');
    -- A tsvector holds 1 MB.
    IF pg_column_size(document) + pg_column_size(former) > 1000000 THEN
        RETURN document;
    END IF;
    RETURN document || former;
END
$$;
"""
DOCUMENT_BEFORE = """
CREATE OR REPLACE FUNCTION search_document(title text, excerpt text, content text)
RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector(language, searchable(title)), 'A')
        || setweight(to_tsvector(language, searchable(excerpt)), 'B')
        || setweight(to_tsvector(language, searchable(left(content, 100000))), 'C')
    FROM search_language() AS language
$$;
"""

# `abc` is searched as `ab & bc`, in a phrase as `ab <-> bc`; where the phrase goes on, the
# character at that edge is added alone, as in the document. A single character is the prefix of a
# bigram.
QUERY = r"""
CREATE OR REPLACE FUNCTION search_bigrams(
    run text, leads boolean, trails boolean, in_phrase boolean
) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(run) = 1 AND NOT (in_phrase AND (leads OR trails))
        THEN ARRAY[quote_literal(run) || ':*']
        ELSE array_remove(
            array_prepend(
                CASE WHEN in_phrase AND leads THEN quote_literal(left(run, 1)) END,
                ARRAY(
                    SELECT quote_literal(substr(run, n, 2))
                    FROM generate_series(1, length(run) - 1) AS n ORDER BY n
                )
            ) || CASE WHEN in_phrase AND trails THEN quote_literal(right(run, 1)) END,
            NULL
        )
    END
$$;

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

CREATE OR REPLACE FUNCTION search_expand_all(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN query ~ '[<<CJK>>]' THEN (
        SELECT string_agg(
            CASE WHEN piece ~ '^''.*[<<CJK>>]'
            THEN search_expand(
                piece, coalesce(before ~ '> $', false), coalesce(after ~ '^ <', false)
            )
            ELSE piece END,
            '' ORDER BY place
        )
        FROM (
            SELECT found[1] AS piece, place,
                lag(found[1]) OVER (ORDER BY place) AS before,
                lead(found[1]) OVER (ORDER BY place) AS after
            FROM regexp_matches(query, $x$'(?:[^']|'')*'(?::\*)?|[^']+$x$, 'g')
                WITH ORDINALITY AS f (found, place)
        ) AS pieces
    ) ELSE query END
$$;

CREATE OR REPLACE FUNCTION search_asked(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(search_emoji(search_fold(search_break(words))), '-\s+(?=emoji)', '-', 'g'),
        '(?<=[^\s"-])[-.:,+]+(?=[<<CJK>>])|(?<=[<<CJK>>])[-.:,+]+(?=\S)', ' ', 'g'
    )
$$;

CREATE OR REPLACE FUNCTION search_terms(words text, prefix text)
RETURNS tsquery LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    whole text := websearch_to_tsquery(language, search_asked(words));
    terms tsquery;
    accented tsquery;
BEGIN
    IF right(whole, 1) = ''''
        AND numnode(websearch_to_tsquery(language, search_asked(prefix))) > 0
    THEN
        whole := whole || ':*';
    END IF;
    terms := search_expand_all(whole);
    IF language = 'simple'::regconfig OR octet_length(words) = length(words) THEN
        RETURN terms;
    END IF;
    accented := search_query(words, prefix);
    RETURN CASE WHEN accented = terms THEN terms ELSE terms || accented END;
END
$$;
"""

# A headline shows the text with its accents, so the query is extended by the accented words of this
# text that fold to one of its words; bigrams and emoji are joined again.
HEADLINE = r"""
CREATE OR REPLACE FUNCTION search_variants(language regconfig, words text, query tsquery)
RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH tokens AS (
        SELECT DISTINCT token FROM ts_parse('default', words)
        WHERE octet_length(token) <> length(token) AND token !~ '[<<CJK>>\s]'
    ), folded AS (
        SELECT * FROM (
            SELECT string_to_array(string_agg(token, E'\n'), E'\n') AS tokens,
                string_to_array(search_fold(string_agg(token, E'\n')), E'\n') AS folds
            FROM tokens
        ) AS lists, unnest(tokens, folds) AS pair (token, fold)
        WHERE token <> fold
    ), variants AS (
        SELECT plainto_tsquery(language, token) AS variant FROM folded
        WHERE to_tsvector(language, fold)
            @@ replace(replace(replace(query::text, '<->', '|'), '&', '|'), '!', '')::tsquery
        LIMIT 100
    )
    SELECT coalesce(
        query || (
            SELECT string_agg('(' || variant::text || ')', ' | ')::tsquery
            FROM variants WHERE numnode(variant) > 0
        ),
        query
    )
$$;

CREATE OR REPLACE FUNCTION search_headline(content text, query tsquery, options text)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    shown text := search_break(content);
    emoji text;
BEGIN
    IF octet_length(shown) <> length(shown) THEN
        query := search_variants(language, shown, query);
    END IF;
    IF query::text ~ '[<<CJK>>]' THEN
        shown := search_split(shown, 300000);
    END IF;
    IF query::text ~ '''emoji[0-9a-f]+''' THEN
        shown := search_emoji(shown);
    END IF;
    shown := ts_headline(language, shown, query, options);
    shown := regexp_replace(shown, '([<<CJK>>])\ue001\x1f\ue000\1', '\1', 'g');
    shown := regexp_replace(shown, '([<<CJK>>])\x1f\ue000\1', U&'\e000\\1', 'g');
    shown := regexp_replace(shown, '([<<CJK>>])\ue001\x1f\1', U&'\\1\e001', 'g');
    shown := replace(regexp_replace(shown, '([<<CJK>>])\x1f\1', '\1', 'g'), E'\x1f', '');
    FOR emoji IN
        SELECT DISTINCT piece[1]
        FROM regexp_matches(shown, 'emoji(2[3-9a-b][0-9a-f]{2}|1f[0-9a-f]{3})', 'g') AS piece
    LOOP
        shown := regexp_replace(
            shown,
            ' ?(\ue000?)emoji' || emoji || '(\ue001?) ?',
            '\1' || chr(('x' || lpad(emoji, 8, '0'))::bit(32)::integer) || '\2',
            'g'
        );
    END LOOP;
    RETURN shown;
END
$$;
"""

VALUES = {
    "CJK": CJK,
    "EMOJI": EMOJI,
    "DROPPED": DROPPED,
    "LATIN_OR_GREEK": LATIN_OR_GREEK,
    "CYRILLIC": CYRILLIC,
    "PLAIN": PLAIN,
    "MAX_TERMS": str(MAX_TERMS),
    "MAX_TERMS_BESIDE_OTHERS": str(MAX_TERMS_BESIDE_OTHERS),
    "OTHERS": str(OTHERS),
}
FUNCTIONS = (BREAK, FOLD, EMOJI_WORDS, SPLIT, DOCUMENT, QUERY, HEADLINE)
NEW = (
    "search_headline(text, tsquery, text)",
    "search_variants(regconfig, text, tsquery)",
    "search_terms(text, text)",
    "search_asked(text)",
    "search_expand_all(text)",
    "search_expand(text, boolean, boolean)",
    "search_bigrams(text, boolean, boolean, boolean)",
    "search_words(text)",
    "search_split(text, integer)",
    "search_emoji(text)",
    "search_fold(text)",
    "search_break(text)",
)


def with_values(function: str) -> str:
    """Insert the values of placeholders."""
    for name, value in VALUES.items():
        function = function.replace(f"<<{name}>>", value)
    return function


def upgrade() -> None:
    """Replace the functions; the next migration rebuilds the documents."""
    op.add_column(
        "search_settings",
        sa.Column(
            "keeps_former_terms", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.execute("UPDATE search_settings SET keeps_former_terms = EXISTS (SELECT FROM posts)")
    for function in FUNCTIONS:
        op.execute(sa.text(with_values(function).replace(":", "\\:")))


def downgrade() -> None:
    """Restore the old functions; documents stay as they are until they are rebuilt."""
    op.execute(DOCUMENT_BEFORE)
    for function in NEW:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("search_settings", "keeps_former_terms")
