-- The ten clauses written by hand for the same table: BIGINT fen, ratios cross-multiplied, unknown
-- as NULL, the same columns out. Written for speed, as one would who knows the data.
SELECT code,
  c1 AS "recognition.answer", c2 AS "small_tech.answer",
  c3 AS "low_profit.answer", CASE WHEN c3 THEN m3 WHEN NOT c3 THEN 0 END AS "low_profit.money",
  c4 AS "rd_grant.answer", CASE WHEN c4 THEN m4 WHEN NOT c4 THEN 0 END AS "rd_grant.money",
  c5 AS "first.answer", CASE WHEN c5 THEN m5 WHEN NOT c5 THEN 0 END AS "first.money",
  c6 AS "super_deduction.answer", CASE WHEN c6 THEN m6 WHEN NOT c6 THEN 0 END AS "super_deduction.money",
  c7 AS "increase.answer", CASE WHEN c7 THEN m7 WHEN NOT c7 THEN 0 END AS "increase.money",
  c8 AS "interest.answer", CASE WHEN c8 THEN m8 WHEN NOT c8 THEN 0 END AS "interest.money",
  c9 AS "gazelle.answer", CASE WHEN c9 THEN 50000000 WHEN NOT c9 THEN 0 END AS "gazelle.money",
  c10 AS "by_slices.answer", CASE WHEN c10 THEN m10 WHEN NOT c10 THEN 0 END AS "by_slices.money",
  LEAST(l4 + l5 + l7 + l8, 60000000) AS "together.total",
  LEAST(h4 + h5 + h7 + h8, 60000000) AS "together.total_high"
FROM (
  SELECT *,
    CASE WHEN c4 THEN COALESCE(m4, 0) ELSE 0 END AS l4,
    CASE WHEN NOT c4 THEN 0 ELSE COALESCE(m4, 50000000) END AS h4,
    CASE WHEN c5 THEN COALESCE(m5, 0) ELSE 0 END AS l5,
    CASE WHEN NOT c5 THEN 0 ELSE COALESCE(m5, 400000000000000000) END AS h5,
    CASE WHEN c7 THEN COALESCE(m7, 0) ELSE 0 END AS l7,
    CASE WHEN NOT c7 THEN 0 ELSE COALESCE(m7, 200000000) END AS h7,
    CASE WHEN c8 THEN COALESCE(m8, 0) ELSE 0 END AS l8,
    CASE WHEN NOT c8 THEN 0 ELSE COALESCE(m8, 80000000) END AS h8
  FROM (
    SELECT code,
      founded <= DATE '2025-06-01' AND own_ip
        AND field IN ('IT', 'bio', 'space', 'materials', 'services', 'energy', 'environment', 'automation')
        AND CASE WHEN staff > 0 THEN tech * 10 >= staff WHEN staff < 0 THEN tech * 10 <= staff END
        AND CASE WHEN r23 + r24 + r25 > 0 THEN (d23 + d24 + d25) * 100
              >= (CASE WHEN r25 <= 5000000000 THEN 5 WHEN r25 <= 20000000000 THEN 4 WHEN r25 > 20000000000 THEN 3 END) * (r23 + r24 + r25)
            WHEN r23 + r24 + r25 < 0 THEN (d23 + d24 + d25) * 100
              <= (CASE WHEN r25 <= 5000000000 THEN 5 WHEN r25 <= 20000000000 THEN 4 WHEN r25 > 20000000000 THEN 3 END) * (r23 + r24 + r25) END
        AND CASE WHEN d25 > 0 THEN domestic * 5 >= d25 * 3 WHEN d25 < 0 THEN domestic * 5 <= d25 * 3 END
        AND CASE WHEN income > 0 THEN hightech * 5 >= income * 3 WHEN income < 0 THEN hightech * 5 <= income * 3 END
        AND events = 0 AS c1,
      resident AND staff <= 500 AND r25 <= 20000000000 AND assets <= 20000000000
        AND (share3 OR CASE WHEN staff > 0 THEN tech * 10 >= staff WHEN staff < 0 THEN tech * 10 <= staff END)
        AND NOT abnormal AS c2,
      taxable <= 300000000 AND staff <= 300 AND assets <= 5000000000 AND NOT restricted AS c3,
      CASE WHEN taxable > 0 THEN (taxable + 2) // 5 WHEN taxable <= 0 THEN 0 END AS m3,
      d25 >= 100000000 AND share3 AND NOT abnormal AS c4,
      CASE WHEN g > 50000000 THEN 50000000 WHEN g > 0 THEN g WHEN g <= 0 THEN 0 END AS m4,
      NOT no_spell AND nth = 1 AS c5,
      CASE WHEN award < 20000000 THEN 20000000 - award WHEN award >= 20000000 THEN 0 END AS m5,
      d25 > 0 AND NOT restricted AS c6,
      CASE WHEN s6 > 0 THEN (2 * s6 + 9) // 18 WHEN s6 <= 0 THEN 0 END AS m6,
      k25 > k24 AS c7,
      CASE WHEN k25 - k24 > 200000000 THEN 200000000 WHEN k25 > k24 THEN k25 - k24 WHEN k25 <= k24 THEN 0 END AS m7,
      interest > 0 AND NOT abnormal AS c8,
      CASE WHEN interest > 160000000 THEN 80000000 WHEN interest > 0 THEN (interest + 1) // 2 WHEN interest <= 0 THEN 0 END AS m8,
      r22 >= 500000000 AND CASE WHEN r22 > 0 AND r25 >= 0 THEN r25 * 125 >= r22 * 216 END AS c9,
      resident AND d25 >= 100000000 AS c10,
      CASE WHEN d25 > 5000000000 THEN (10000 * 1400000::BIGINT + (d25 - 5000000000) * 4) // 10000
           WHEN d25 > 1000000000 THEN (10000 * 200000::BIGINT + (d25 - 1000000000) * 3) // 10000
           WHEN d25 > 0 THEN d25 * 2 // 10000 WHEN d25 <= 0 THEN 0 END * 100 AS m10
    FROM (
      SELECT *,
        CASE WHEN r25 > 0 THEN d25 * 100 >= r25 * 3 WHEN r25 < 0 THEN d25 * 100 <= r25 * 3 END AS share3,
        (CASE WHEN d24 > 0 THEN CASE WHEN d25 * 5 >= d24 * 6 THEN 8 WHEN d25 * 10 >= d24 * 11 THEN 6
              WHEN d25 * 10 < d24 * 11 THEN 5 END END * d25 + 50) // 100 AS g,
        CASE WHEN other * 9 <= d25 THEN (d25 + other) * 9 WHEN other * 9 > d25 THEN d25 * 10 END AS s6
      FROM (
        SELECT code, founded, resident, "own_ip@2026-06-01" AS own_ip, "field@2026-06-01" AS field,
          "abnormal@2026-06-01" AS abnormal, "restricted@2025" AS restricted,
          "times(event)@2025-06-01..2026-06-01" AS events, "nth(hte)@2026-06-01" AS nth,
          "nth(hte)@2026-06-01?" AS no_spell, "revenue@2022" AS r22, "revenue@2023" AS r23,
          "revenue@2024" AS r24, "revenue@2025" AS r25, "rd@2023" AS d23, "rd@2024" AS d24,
          "rd@2025" AS d25, "rd_domestic@2025" AS domestic, "rd_other@2025" AS other,
          "hightech@2025" AS hightech, "income@2025" AS income, "taxable@2025" AS taxable,
          "assets@2025" AS assets, "staff@2025" AS staff, "tech_staff@2025" AS tech,
          "city_award@2026" AS award, "interest@2025" AS interest, "contribution@2024" AS k24,
          "contribution@2025" AS k25
        FROM source
      )
    )
  )
)
