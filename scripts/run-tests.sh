#!/usr/bin/env bash
# All tests in eight runs one after the other: the pool's messages outgrow its limit when one run holds every file. $1: the JSON report of all.
status=0
for shard in 1 2 3 4 5 6 7 8; do
  vitest run "--shard=$shard/8" --silent=passed-only --reporter=default --reporter=json "--outputFile.json=$1.$shard" || status=1
done
node -e "const fs=require('fs');const r=[1,2,3,4,5,6,7,8].map(n=>process.argv[1]+'.'+n).filter(f=>fs.existsSync(f)).flatMap(f=>JSON.parse(fs.readFileSync(f,'utf8')).testResults);fs.writeFileSync(process.argv[1],JSON.stringify({testResults:r}))" "$1"
exit $status
