// What judging workloads and policies costs: `node test/bench/policies.ts`. Ends with 1 where a goal is missed.
import { benchCheck } from './check-bench.ts';
import { benchCompare } from './compare-bench.ts';
import { benchExplain } from './explain-bench.ts';
import { benchJudge } from './judge-bench.ts';

const reached = [benchJudge(), benchExplain(), benchCompare(), await benchCheck()];
if (reached.includes(false)) process.exitCode = 1;
