#!/bin/sh
# What a stranger sees first: documents checked, a zone opened, one enterprise answered, a million
# matched. Called by `make tour`, which has set up .venv. LANG=en_US.UTF-8 shows it in English.
set -eu
cd "$(dirname "$0")/.."
out=${OUT:-out/demo}
rows=${ROWS:-1000000}
mkdir -p "$out"

say() {
    case "${LC_ALL:-}${LANG:-}" in
        *en_*) printf '\n== %s\n\n' "$2" ;;
        *) printf '\n== %s\n\n' "$1" ;;
    esac
}
run() {
    printf '$ gaoxin %s\n' "$*"
    .venv/bin/gaoxin "$@" || [ $? -eq 1 ] # 1: faults or a missed date were found and are shown
}

case "${GAOXIN_LANG:-${LANG:-zh}}" in en*) lang=en ;; *) lang=zh ;; esac

say '一、检查全部文件：奠基文件与真实政策' '1. All documents checked: the founding ones and real policies'
run --lang $lang check
run --lang $lang coverage --gaps
run --lang $lang prove

say '二、由文件打开大连高新区：结构、金额、时限、目标' '2. The Dalian zone opened from its documents'
run --lang $lang zone dlhitech --on 2020-09-20
run --lang $lang deadlines 'dlhitech/2020-rules#reviewed' --event 受理=2020-09-10 \
    --event 通知补正=2020-09-14 --event 补齐=2020-09-18 --on 2020-09-28

say '三、一家企业的工作簿：可得什么，为什么，还缺什么，何时之前' '3. One enterprise, from its workbook'
run --lang $lang template "$out/enterprise.xlsx" --sample first-hte-quanzhou
run --lang $lang explain "$out/enterprise.xlsx" --on 2025-12-01 --document quanzhou-etdz \
    --html "$out/enterprise.html"

say '四、虚构企业一百万家，逐一匹配（一地的条款只对在该地注册的企业）' \
    '4. A million synthetic enterprises matched (local clauses reach those registered there)'
table=$out/enterprises-$rows
[ -s "$table.industry_income.parquet" ] ||
    run --lang $lang synth "$table.parquet" --rows "$rows" --year 2024 --related
run --lang $lang match "$table.parquet" --on 2025-12-01 --out "$out/answers.parquet" \
    --related "industry_income=$table.industry_income.parquet" \
    --document cn/2016-hte --document cn/2017-tech-sme --document cn/small-low-profit-tax \
    --document cn/rd-super-deduction --document liaoning/gazelle --document quanzhou-etdz

say "结果在 $out：enterprise.html（用浏览器打开）、answers.parquet" \
    "Results are in $out: enterprise.html (open it in a browser), answers.parquet"
