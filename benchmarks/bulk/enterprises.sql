-- A made-up population, the same for the same number of rows. Amounts in fen.
-- About 3% of the rows lie exactly on the boundary of the R&D share, 3% have an unknown that decides.
CREATE OR REPLACE MACRO dice(i, salt) AS (hash(i * 1000 + salt) % 1000000)::BIGINT;
CREATE OR REPLACE MACRO perhaps(i, salt, value) AS CASE WHEN dice(i, salt) < 3000 THEN NULL ELSE value END;

COPY (
  WITH size AS (
    SELECT i, CAST(exp(11 + 8.0 * dice(i, 1) / 1000000) * 100 AS BIGINT) AS r25 FROM range($rows) t(i)
  ), money AS (
    SELECT i, r25,
      r25 * (60 + dice(i, 2) % 50) // 100 AS r24,
      r25 * (40 + dice(i, 3) % 60) // 100 AS r23,
      r25 * (30 + dice(i, 4) % 50) // 100 AS r22,
      CASE WHEN dice(i, 5) < 30000 THEN r25 * 3 // 100 ELSE r25 * (dice(i, 6) % 90) // 1000 END AS d25,
      dice(i, 7) AS roll
    FROM size
  )
  SELECT
    'E' || i AS code,
    DATE '2000-01-01' + CAST(dice(i, 10) % 9600 AS INTEGER) AS founded,
    dice(i, 11) < 980000 AS resident,
    perhaps(i, 12, dice(i, 13) < 600000) AS "own_ip@2026-06-01",
    CASE WHEN dice(i, 14) < 200000 THEN NULL ELSE
      ['IT', 'bio', 'space', 'materials', 'services', 'energy', 'environment', 'automation', 'other']
      [1 + dice(i, 15) % 9] END AS "field@2026-06-01",
    perhaps(i, 16, dice(i, 17) < 30000) AS "abnormal@2026-06-01",
    perhaps(i, 18, dice(i, 19) < 50000) AS "restricted@2025",
    perhaps(i, 20, CASE WHEN dice(i, 21) < 10000 THEN 1 ELSE 0 END)::BIGINT
      AS "times(event)@2025-06-01..2026-06-01",
    CASE WHEN dice(i, 22) < 100000 THEN 1 + dice(i, 23) % 3 ELSE 0 END AS "nth(hte)@2026-06-01",
    dice(i, 22) >= 100000 AS "nth(hte)@2026-06-01?",
    r22 AS "revenue@2022", r23 AS "revenue@2023", r24 AS "revenue@2024",
    perhaps(i, 24, CASE WHEN roll < 2000 THEN 0 ELSE r25 END) AS "revenue@2025",
    d25 * 7 // 10 AS "rd@2023",
    CASE WHEN dice(i, 25) < 30000 THEN d25 * 5 // 6 ELSE d25 * (70 + dice(i, 26) % 40) // 100 END
      AS "rd@2024",
    perhaps(i, 27, d25) AS "rd@2025",
    d25 * (50 + dice(i, 28) % 51) // 100 AS "rd_domestic@2025",
    d25 * (dice(i, 29) % 30) // 100 AS "rd_other@2025",
    r25 * (30 + dice(i, 30) % 70) // 100 AS "hightech@2025",
    r25 + r25 // 50 AS "income@2025",
    r25 * (dice(i, 31) % 200 - 40) // 1000 AS "taxable@2025",
    r25 * (50 + dice(i, 32) % 200) // 100 AS "assets@2025",
    5 + r25 // 60000000 + dice(i, 33) % 20 AS "staff@2025",
    1 + (5 + r25 // 60000000) * (dice(i, 34) % 40) // 100 AS "tech_staff@2025",
    perhaps(i, 35, CASE WHEN dice(i, 36) < 50000 THEN 5000000 ELSE 0 END)::BIGINT AS "city_award@2026",
    CASE WHEN dice(i, 37) < 300000 THEN r25 // 200 ELSE 0 END AS "interest@2025",
    r25 * (dice(i, 38) % 50) // 1000 AS "contribution@2024",
    perhaps(i, 39, r25 * (dice(i, 40) % 55) // 1000) AS "contribution@2025"
  FROM money
) TO '$path' (FORMAT parquet, COMPRESSION zstd);
