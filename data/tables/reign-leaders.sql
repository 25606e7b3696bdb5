--+ title: "REIGN: leaders of states, list of March 2021"
--+ about: A row of the raw data is one time in which one person led one state.
--+ origin: REIGN, reign_leaderlist_3_21.csv; no licence is stated with the file.
--+ published: "[2021-02..]"
--+ kind: tenure
--+ counts: {unit: row, of: leaders}
--+ files:
--+   leaders:
--+     about: reign_leaderlist_3_21.csv, one row per tenure
--+     encoding: cp1252
--+     columns: {stateabb: text, ccode: number, leadid: text, leader: text, sdate: number, smonth: number, syear: number,
--+       emonth: number, eyear: number}
--+ matches:
--+   state: cowCode
--+   state_near: ["260", "345", "365"]
--+ columns:
--+   state: the COW number of the state
--+   state_name: its abbreviation in the data set
--+   person: the leader's identifier (leadid), with the name added where one identifier is given to several names
--+   person_name: the leader's name, often the family name only
--+   begins: the day on which the tenure begins
--+   ends: the month in which it ended; NULL where it had not ended or the end is not stated
--+   holds: from the start to the last month that the list covers, where no end is stated
--+   row: the raw row, as an RFC 7111 fragment (row 1 is the header)
--+   units: always 1
--+   left_out: why the row is no tenure
--+ notes:
--+ - >-
--+   The start has a day, the end only a month. Two leaders of one state may so overlap within a month; who held the post on
--+   such a day is possible and not certain.
--+ - >-
--+   A tenure without an end was going on when the list was closed: it is right-censored, attested until the latest month that
--+   stands anywhere in the list.
--+ - >-
--+   The file is said to be latin-1. It is UTF-8 but for one byte (0x85, an ellipsis of Windows-1252); read as latin-1 the names
--+   with accents are garbled. Lines that are not UTF-8 are read as Windows-1252 and reported. Some names are already wrong in
--+   the file ("Saca Gonzšlez"); they stay as they are.
--+ - Two columns have no name and are not read; the coders' notes are not read either.
--+ - The identifier A2.9-6199 is given to two persons, who are kept apart by their names.
--+ - >-
--+   The post is that of the leader, as the data set sees it: whoever in fact ruled, not always the head of state or of
--+   government (Stalin from 1923). It is the data set's own and no post of the register.
--+ - >-
--+   365 has the leaders of the Soviet Union and of Russia, 345 those of Yugoslavia and Serbia, 260 those of West Germany and
--+   Germany; these codes are near the register's states and not the same.
WITH month AS (
  SELECT max(m) AS latest FROM (
    SELECT lpad(CAST(syear AS DOUBLE)::INT::VARCHAR, 4, '0') || '-' || lpad(CAST(smonth AS DOUBLE)::INT::VARCHAR, 2, '0') AS m FROM leaders
    UNION ALL
    SELECT lpad(CAST(eyear AS DOUBLE)::INT::VARCHAR, 4, '0') || '-' || lpad(CAST(emonth AS DOUBLE)::INT::VARCHAR, 2, '0') FROM leaders
  )
),
shared AS (SELECT leadid FROM leaders GROUP BY leadid HAVING count(DISTINCT leader) > 1),
tenure AS (
  SELECT *,
    lpad(CAST(syear AS DOUBLE)::INT::VARCHAR, 4, '0') || coalesce('-' || lpad(CAST(smonth AS DOUBLE)::INT::VARCHAR, 2, '0')
      || coalesce('-' || lpad(CAST(sdate AS DOUBLE)::INT::VARCHAR, 2, '0'), ''), '') AS first_day,
    lpad(CAST(eyear AS DOUBLE)::INT::VARCHAR, 4, '0') || coalesce('-' || lpad(CAST(emonth AS DOUBLE)::INT::VARCHAR, 2, '0'), '')
      AS last_month
  FROM leaders
)
SELECT CAST(ccode AS DOUBLE)::INT::VARCHAR AS state, stateabb AS state_name,
  CASE WHEN leadid IN (FROM shared) THEN leadid || '-' || leader ELSE leadid END AS person, leader AS person_name,
  first_day AS begins, last_month AS ends,
  CASE WHEN last_month IS NULL THEN coalesce(first_day, '') || '/' || month.latest END AS holds,
  'row=' || _row AS row, 1::BIGINT AS units,
  CASE WHEN ccode IS NULL OR leadid IS NULL THEN 'no state or no person is named' END AS left_out
FROM tenure, month
