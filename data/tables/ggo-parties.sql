--+ title: "GGO (manytreaties): states and other parties to international agreements"
--+ about: A row of the raw data is one party to one agreement, as one coder has it.
--+ origin: manytreaties, CC BY 4.0; the tables are GGO's, 98,320 rows, 1351-2023.
--+ published: "[2023-10-10..]"
--+ kind: participation
--+ counts: {unit: row, of: parties}
--+ files:
--+   parties:
--+     about: parties.GGO.csv, one row per party and agreement
--+     columns: {stateID: text, treatyID: text, Title: text, Begin: text, StateForce: text, StateEnd: text}
--+ matches:
--+   state: iso3166alpha3
--+   state_near: all
--+ columns:
--+   state: the party's code in the data set, mostly ISO 3166-1 alpha-3
--+   state_name: always NULL, the data set has codes only
--+   instrument: the agreement's identifier in the data set (treatyID)
--+   instrument_name: its title
--+   begins: the day on which the agreement entered into force for the party (StateForce)
--+   ends: the day on which it ended for the party (StateEnd); NULL where it is not stated or did not end
--+   holds: from the entry into force to the last day that the data set covers, where StateEnd says that it did not end
--+   row: the raw row, as an RFC 7111 fragment (row 1 is the header)
--+   units: always 1
--+   left_out: why the row is no participation
--+ notes:
--+ - >-
--+   To have signed is not to be a party. A row without StateForce states no participation and is left out, also where
--+   it has a StateEnd, which often repeats the end of the agreement.
--+ - >-
--+   9999-12-31 is a sentinel. As StateForce it means that the agreement is not in force for the party: left out. As StateEnd
--+   it means that it had not ended when the data set was made: no end is written, and the participation is attested until
--+   the latest begin of an agreement in the data. It is no promise for ever, so it is not written as open.
--+ - An empty StateEnd says nothing; the end is unknown.
--+ - >-
--+   Dates may be partial (2009-08, 1986) or doubted (1980-05-06?); both are EDTF as they stand. `1981-09..1981-10`, which stands
--+   in columns that are not used here, would be [1981-09..1981-10] in EDTF.
--+ - >-
--+   6,443 rows end before they enter into force. Many are successor states that came after the agreement's end, which the
--+   data set repeats for every party. They are left out and reported one by one.
--+ - >-
--+   2,848 rows end on the day on which they begin. They are kept, reported, and read as one day.
--+ - >-
--+   13,049 rows repeat a pair of party and agreement. Rows that say the same are one episode with a pointer to each row; others
--+   stay apart, since nothing distinguishes a return from a second coding. All are reported, and overlaps too.
--+ - >-
--+   StateEnd is taken for the first day on which the participation no longer holds. Where the data set counts terms it is
--+   the last day of the term (1351-08-01 to 1371-07-31), and then the end here is a day early.
--+ - >-
--+   Codes stand for a state and for what was before it: RUS has the Soviet Union, FRA Burgundy, ESP Castile, IND the State of Jind,
--+   POL Danzig. So no code is the same as a state of the register, only near it. Some parties are organizations (EUE, IAEA), parts
--+   of states (Bayern) or spelled twice (KOS, Kosovo; DDR, GDR); they stay as they are.
WITH closed AS (SELECT max("Begin") AS day FROM parties WHERE regexp_full_match("Begin", '\d{4}-\d{2}-\d{2}') AND "Begin" < '9999')
SELECT stateID AS state, NULL::VARCHAR AS state_name, treatyID AS instrument, Title AS instrument_name,
  StateForce AS begins,
  CASE WHEN StateEnd <> '9999-12-31' THEN StateEnd END AS ends,
  CASE WHEN StateEnd = '9999-12-31' AND StateForce <= closed.day THEN StateForce || '/' || closed.day END AS holds,
  'row=' || _row AS row, 1::BIGINT AS units,
  CASE
    WHEN stateID IS NULL OR treatyID IS NULL OR stateID = 'Member countries not listed' THEN 'no party or no agreement is named'
    WHEN StateForce = '9999-12-31' THEN 'not in force for the party (9999-12-31)'
    WHEN StateForce IS NULL AND StateEnd <> '9999-12-31' THEN 'an end is stated and no entry into force for the party'
    WHEN StateForce IS NULL THEN 'no entry into force for the party is stated'
  END AS left_out
FROM parties, closed
