--+ title: "Correlates of War: Intergovernmental Organizations, version 3, organization by year"
--+ about: A row of the raw data is one organization in one year; each column of a state holds its standing in it that year.
--+ origin: >-
--+   correlatesofwar.org/data-sets/igos; no licence is stated with the file. Users are asked to name the version and cite
--+   Pevehouse, Nordstrom, McManus and Jamison, "Tracking Organizations in the World: The Correlates of War IGO Version 3.0
--+   datasets", Journal of Peace Research (2020).
--+ published: "2020"
--+ kind: membership
--+ counts: {unit: cell, of: igo}
--+ files:
--+   igo:
--+     about: igo_year_format3.csv, one row per organization and year
--+     columns: {ioname: text, orgname: text, year: number, sdate: number, deaddate: number, dead: number, integrated: number,
--+       replaced: number, longorgname: text, ionum: number, igocode: text, version: text,
--+       accuracyofpre1965membershipdates: text, sourcesandnotes: text, imputed: text, political: text, social: text,
--+       economic: text}
--+   states:
--+     about: states2016.csv, the days on which each state is in the state system, and its column in the other file
--+     columns: {ccode: number, statenme: text, styear: number, endyear: number, endmonth: number, endday: number, state: text}
--+ matches:
--+   state: cowCode
--+   state_near: ["345", "365"]
--+   organization: {CIS: cis, CSTO: csto, EU: eu, NATO: nato, UN: un}
--+   organization_near: {OSCE: osce, SCO: sco}
--+ roles: {member: role/member, observer: role/observer}
--+ columns:
--+   state: the COW number of the state
--+   state_name: its name
--+   organization: the organization's short name in the data set (ioname)
--+   organization_name: its long name, the latest one
--+   role: member (code 1), associate (code 2) or observer (code 3)
--+   begins: the year of the first coded year, or the years within which it began; NULL where the years before are missing
--+   ends: the year after the last coded year, or the years within which it ended; NULL where nothing states an end
--+   holds: the years in which it is coded, where start or end are not stated
--+   row: the cells of the episode, as an RFC 7111 fragment (row 1 is the header)
--+   units: how many cells the episode is made of, or how many are left out for one reason
--+   left_out: why these cells make no episode
--+ notes:
--+ - An episode is a run of consecutive years with one positive code. Another code, or a year without a row, ends the run.
--+ - >-
--+   Code -9 is missing, not an exit. Between two runs it neither ends the first nor continues it as attested: the first gets
--+   no end and the second no start. The import bounds both by each other, so that in the years between the answer is
--+   "possible", never "certain" and never "no". Before a run, -9 after a year with code 0 leaves the start within the years
--+   between, "[1951..1953]"; after a run and before a 0 it does the same to the end.
--+ - >-
--+   A run that reaches the last year of the data set has no end; it is right-censored, and attested until that year. One that
--+   reaches its organization's last year ends in the year in which the data set says that the organization ended (deaddate).
--+ - >-
--+   The description has a code -1, not existing; in the file such cells are empty, or -9 in years in which the state list
--+   does not have the state. COW counts memberships of states of its system: Belarus in the UN begins in 1991 here, not in
--+   1945. A run bounded so begins in the first year of the state in the system and ends in the year of its last day.
--+ - >-
--+   The columns russia (365) and yugoslaviaserb (345) hold the Soviet Union and Russia, Yugoslavia and Serbia as one; so
--+   these codes are near the register's states and not the same. OSCE and SCO include the CSCE and the Shanghai Five.
--+ - >-
--+   Years are all there is. The last coded year attests the state at some time in that year, and a 0 in the next gives an end
--+   in the next, which holds whether it left at the turn of the year or later; it is wrong where the data set codes a state as a
--+   member in the year in which it left.
--+ - Numbers are written as 1.0; the organizations AGC and CCNR lack rows for some years, which is read like -9.
WITH organization AS (
  SELECT ioname, max(CAST(sdate AS DOUBLE))::INT AS since, max(CAST(deaddate AS DOUBLE))::INT AS gone,
    arg_max(longorgname, CAST(year AS DOUBLE)) AS organization_name
  FROM igo GROUP BY ioname
),
position AS (SELECT column_name AS name, column_index AS place FROM duckdb_columns() WHERE table_name = 'igo'),
spell AS (
  SELECT state AS name, CAST(ccode AS DOUBLE)::INT::VARCHAR AS state, statenme AS state_name,
    CAST(styear AS DOUBLE)::INT AS first_year, CAST(endyear AS DOUBLE)::INT AS last_year,
    -- The first day on which the state is no longer there, which may be in the next year.
    year(make_date(CAST(endyear AS DOUBLE)::INT, CAST(endmonth AS DOUBLE)::INT, CAST(endday AS DOUBLE)::INT)
      + INTERVAL 1 DAY)::INT AS gone
  FROM states
),
named AS (SELECT name, min(state) AS state, min(state_name) AS state_name FROM spell GROUP BY name),
present AS (
  SELECT name, y::INT AS y, max(gone) AS gone
  FROM (SELECT name, gone, unnest(generate_series(first_year, last_year)) AS y FROM spell) GROUP BY ALL
),
by_year AS (
  SELECT ioname, name, y, _row, CAST(value AS DOUBLE)::INT AS code, copy
  FROM (
    SELECT * FROM (
      SELECT * EXCLUDE (orgname, year, sdate, deaddate, dead, integrated, replaced, longorgname, ionum, igocode, version,
          accuracyofpre1965membershipdates, sourcesandnotes, imputed, political, social, economic),
        CAST(year AS DOUBLE)::INT AS y, row_number() OVER (PARTITION BY ioname, CAST(year AS DOUBLE) ORDER BY _row) AS copy
      FROM igo
    ) UNPIVOT INCLUDE NULLS (value FOR name IN (COLUMNS(* EXCLUDE (ioname, y, _row, copy))))
  )
),
coded AS (
  SELECT by_year.*, present.gone, CASE
      WHEN copy > 1 THEN 'the row repeats an organization and year'
      WHEN named.name IS NULL THEN 'the column is no state of the state list'
      WHEN code IN (1, 2, 3) THEN 'attested'
      WHEN code = 0 THEN 'code 0: no member'
      WHEN code IS NULL OR code = -1 THEN 'empty or code -1: no state then'
      WHEN code = -9 AND present.y IS NULL THEN 'code -9 of a state not in the system then'
      WHEN code = -9 THEN 'code -9: missing'
      ELSE 'a code that the data set does not explain' END AS status
  FROM by_year LEFT JOIN named USING (name) LEFT JOIN present USING (name, y)
),
-- What a state certainly was not: by code 0, or since it was no state.
out AS (
  SELECT ioname, name, y, status LIKE 'code 0%' AS coded_out FROM coded
  WHERE status LIKE 'code 0%' OR status LIKE 'empty%' OR status LIKE 'code -9 of%'
),
attested AS (
  SELECT *, y - lag(y) OVER pair IS DISTINCT FROM 1 OR code IS DISTINCT FROM lag(code) OVER pair AS starts
  FROM coded WHERE status = 'attested' WINDOW pair AS (PARTITION BY ioname, name ORDER BY y)
),
numbered AS (
  SELECT *, sum(starts::INT) OVER (PARTITION BY ioname, name ORDER BY y) AS run FROM attested
),
run AS (
  SELECT ioname, name, run, min(code) AS code, min(y) AS b, max(y) AS l, min(_row) AS top, max(_row) AS bottom,
    count(*) AS units, string_agg(_row::VARCHAR, ';' ORDER BY _row) AS listed, arg_max(gone, y) AS gone
  FROM numbered GROUP BY ALL
),
neighbour AS (
  SELECT *, lag(l) OVER pair AS previous, lead(b) OVER pair AS following
  FROM run WINDOW pair AS (PARTITION BY ioname, name ORDER BY b)
),
before AS (
  SELECT r.ioname, r.name, r.b AS run_b, out.y AS out_y
  FROM run r ASOF LEFT JOIN out ON r.ioname = out.ioname AND r.name = out.name AND r.b > out.y
),
after AS (
  SELECT r.ioname, r.name, r.l AS run_l, out.y AS out_y, out.coded_out
  FROM run r ASOF LEFT JOIN out ON r.ioname = out.ioname AND r.name = out.name AND r.l < out.y
),
bounded AS (
  SELECT n.*, o.since, o.organization_name,
    -- The first year in which it can have begun, and the last in which it can have ended; NULL: nothing states it.
    CASE
      WHEN previous = b - 1 THEN b
      WHEN previous IS NOT NULL AND (before.out_y IS NULL OR previous > before.out_y) THEN NULL
      WHEN before.out_y IS NOT NULL THEN before.out_y + 1
      ELSE o.since END AS from_year,
    CASE
      WHEN following = l + 1 THEN l + 1
      WHEN following IS NOT NULL AND (after.out_y IS NULL OR following < after.out_y) THEN NULL
      WHEN after.out_y IS NOT NULL AND after.coded_out THEN after.out_y
      WHEN after.out_y IS NOT NULL THEN least(after.out_y, coalesce(n.gone, after.out_y))
      ELSE o.gone END AS to_year
  FROM neighbour n JOIN organization o ON n.ioname = o.ioname
    JOIN before ON n.ioname = before.ioname AND n.name = before.name AND n.b = before.run_b
    JOIN after ON n.ioname = after.ioname AND n.name = after.name AND n.l = after.run_l
)
SELECT state, state_name, ioname AS organization, organization_name,
  CASE code WHEN 1 THEN 'member' WHEN 2 THEN 'associate' ELSE 'observer' END AS role,
  CASE WHEN from_year >= b THEN b::VARCHAR ELSE '[' || from_year || '..' || b || ']' END AS begins,
  CASE WHEN to_year <= l + 1 THEN greatest(to_year, l)::VARCHAR ELSE '[' || (l + 1) || '..' || to_year || ']' END AS ends,
  CASE WHEN from_year IS NOT NULL AND to_year IS NOT NULL THEN NULL WHEN b = l THEN b::VARCHAR ELSE b || '/' || l END AS holds,
  CASE WHEN bottom - top + 1 = units THEN 'cell=' || top || ',' || place || '-' || bottom || ',' || place
    ELSE 'row=' || listed END AS row,
  units, NULL::VARCHAR AS left_out
FROM bounded JOIN named USING (name) JOIN position USING (name)
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*), status
FROM coded WHERE status <> 'attested' GROUP BY status
