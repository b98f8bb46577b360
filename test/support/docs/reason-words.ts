import type { WithheldReason } from '../../../src/core/model/recommendation.ts';

type Words = Readonly<Record<string, string>>;

/** What each word of a closed list means, in one sentence. docs/reasons.md is made from this and from the lists. */
export const KEPT_WORDS: Words = {
  failed:
    'It reached the workload and proved nothing: an error, a refusal by the application, or a call that was cut off.',
  denied: 'A policy or an authorization filter refused it: RBAC, ext_authz, JWT.',
  'source-row':
    "The caller's own proxy said it. Only the called side verifies a peer, so this never teaches.",
  'protocol-error':
    'HTTP without a path, or bytes that Envoy refused before they were a request: there is no operation.',
  'listener-refused': 'No filter chain took the connection, for example plaintext at a STRICT port.',
  'handshake-failed': 'A connection without a byte either way whose TLS handshake failed.',
  'direction-unknown':
    'Nothing proves whether the proxy was called or was calling, or at which port it listened.',
  'workload-unknown': 'Nothing says which workload the proxy that wrote it belongs to.',
  'outbound-refused': "A caller's proxy itself refused a host that it does not know.",
  'not-traffic': 'The proxy talked to its own agent, control plane or telemetry.',
  'reporter-mismatch':
    'The certificate that the proxy showed names another namespace or service account than the proxy claims.',
  'address-unsettled':
    'It needs the word of the cluster on who had an address at that time, and that word was not certain when it could wait no longer.',
};

export const DROPPED_WORDS: Words = {
  'duplicate-twin': 'Another access logger of the same proxy said the same.',
  intermediate: 'An entry about an exchange that is not over; the one at its end counts.',
  malformed: 'A message that can not be decoded. It counts once, and nothing in it counts.',
  'no-identifier': 'Entries of a stream whose first message did not say who speaks.',
  oversize: 'A message beyond `limits.messageBytes`, or a line beyond 1 MiB.',
  'queue-overflow': 'More than `limits.queue` distinct records waited to be stored, and this was a new one.',
  'unparsable-line': 'A line that looks like an access log and does not follow the format.',
  'ambiguous-line': 'A text line that can be read in two ways; neither is guessed.',
  'partial-line': 'A line whose end is missing.',
  'duplicate-batch': 'Lines of a push whose `Idempotency-Key` was stored before.',
  'missing-field': 'An entry of a capture without the time at which it began.',
};

export const ANONYMOUS_WORDS: Words = {
  plaintext: 'No TLS.',
  'no-spiffe-id': "The caller's certificate has no URI name (SAN).",
  'not-an-istio-id': 'The URI name is not `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`.',
  'ambiguous-san': 'The certificate has several URI names.',
  external: 'A call to a gateway without a certificate of the mesh.',
  'forwarded-address':
    'The line has only an address that `x-forwarded-for` named (port 0), which anyone can set.',
  'unknown-address':
    'No pod, or more than one, is known to have had the address at that time; or its service account is not known.',
  'handshake-unfinished': 'TLS, but no certificate of the caller was read before the entry was written.',
  'waypoint-identity-missing': "A waypoint's record without the filter state that names the caller.",
};

export const WITHHELD_WORDS: Readonly<Record<WithheldReason, string>> = {
  'left-out':
    'Its namespace is left out (`mesh.leaveOut`), or proxies stream their access logs to it, which its own policy must take from all.',
  'no-evidence': 'Nothing was seen to succeed.',
  'no-verified-caller': 'Calls succeed, but no caller has a principal that a rule could name.',
  'selector-unknown': 'No labels are known that select the pods of the workload and no others.',
  'name-taken':
    'A policy that leastpath did not propose has the name that the proposal or its draft would get: applying it would replace somebody else’s.',
  'source-only': 'Only callers report it, and what they say is not verified.',
  'path-uncertain': 'At `paths`: the recorded path may not be the one that a policy would be asked about.',
  'method-unknown': 'At `methods` and `paths`: the source can not name the method of a call that succeeded.',
  inexpressible: 'A caller, port, method or path of the evidence has no exact form in a policy.',
  'too-large':
    'Even with all callers at their coarsest the policy would pass the limits (100 rules, 1000 values, 100 KiB), or evidence stands in an overflow row.',
  unproved:
    'The proof before serving found a flow that the policy gets wrong. This is a bug: please report it.',
};

export const GATE_WORDS: Words = {
  evidence: 'At least one call succeeded.',
  fresh: 'The last call that succeeded is at most 14 days old.',
  coverage:
    'Telemetry covered at least 90 % of the last 7 days, or of the age of the workload if that is less.',
  reporters:
    'All pods that are asked to report were heard, where some were. One that keeps silent holds for a day at most: then it is taken for idle.',
  age: '`learn.minAge` of covered time was observed.',
  weekdays: 'Each weekday was covered on two whole days.',
  forecast:
    'The chance that something existing and not yet seen shows up within `learn.horizon` is at most `learn.risk`.',
  backtest: 'Lists frozen 7 days earlier would have denied at most `learn.requestBudget` of the requests.',
  calendar:
    'No first or last day of a month or quarter lies within the horizon that was never covered before.',
  anonymous: 'No anonymous caller succeeded in the last 14 days: enforcing would cut it off.',
  labels: 'The labels to select the workload by are known.',
  caps: 'No evidence stands in an overflow row (`limits.principals`; at `paths` also `limits.paths`).',
  'method-unknown': 'Every call that succeeded can be written as a rule. Not asked at `callers`.',
};

export const STATE_WORDS: Words = {
  'no-data': 'The gate `evidence` fails.',
  stale: 'The gate `fresh` or `coverage` fails.',
  learning: 'The gate `reporters`, `age` or `weekdays` fails.',
  stabilising: 'Another gate fails.',
  stable: 'Every gate passes.',
  drifting: 'A stable list no longer fits. Nothing judges this yet, so no workload has this state.',
};

export const PROBLEM_WORDS: Words = {
  forbidden: 'Lines were posted by a web page: telemetry is taken from programs only.',
  internal: 'A fault of leastpath; its log says more.',
  invalid: 'A parameter, header or value makes no sense; `detail` names it.',
  'method-not-allowed': 'The path exists, but not for this method.',
  'not-found': 'No such path, or no such workload was seen.',
  'not-stable':
    'The policy was asked for while a gate fails; `gates` has those that do, and `?draft=true` gives the draft.',
  'too-large': 'The body is larger than 256 MiB, unzipped.',
  unavailable:
    'Not now: nothing was judged yet, or the batch could not be stored. Repeat it after `retry-after`.',
  unreadable: 'The body is no whole gzip file, or holds a format that is not read yet.',
  'unsupported-media-type': 'The body or its encoding is of a kind that holds no log lines.',
  withheld: 'There is no policy; `detail` begins with the reason (see above).',
};

export const FINDING_WORDS: Words = {
  'allowed-elsewhere': 'Another ALLOW policy allows what the proposal would deny: ALLOW policies add up.',
  'ambient-plane': 'Pods are reached through ztunnel, for which no policy is proposed yet.',
  'anonymous-callers': 'Callers without a verified identity succeed; no rule can name them.',
  'cluster-missing': 'No cluster is watched: what proxies say of themselves is all that is known.',
  'cron-job-unseen': 'CronJobs have not run while leastpath watched, so whom they call is not known.',
  'deny-all-deployed':
    'An ALLOW policy without rules is deployed: the proposal only adds to what is allowed.',
  'deny-overrides': 'A deployed DENY refuses calls that were seen to succeed, whatever the proposal allows.',
  'dry-run-deployed':
    'Other policies are on trial; with those that allow, the verdicts of a draft are mixed.',
  'evaluator-disagrees':
    'A proxy denied what the deployed policies allow, or by another rule: the inventory is old, or leastpath is wrong.',
  'folded-for-size':
    'Some callers get coarser rules than they were seen to need, or the policy would be too large.',
  'known-caller-denied':
    'A policy in force denies a caller that has succeeded here, or that the recommended policy would let in.',
  'log-format-custom':
    "The mesh's access log has a format of its own, which the readers of log lines don't know.",
  'mtls-permissive':
    'Plaintext callers are taken in beside mTLS: STRICT would cut them off, and so would a policy.',
  'gateway-not-asked':
    'Gateways are not asked to report who calls them: `leastpath setup --gateway` prints what asks.',
  'not-reporting': 'Workloads whose proxies are asked to send telemetry here were never heard.',
  'objects-unreadable': 'Some objects of the cluster can not be read and are left out.',
  'path-claimed': 'The log format has one field for the path, and a header of the caller can set it.',
  'pods-silent': 'Some pods of a workload were never heard, though they are asked to report and others do.',
  'pods-unprotected': 'No proxy stands before some or all pods of a workload, so no policy holds there.',
  'policy-for-some-pods': 'A deployed policy selects by labels that only some of the pods have.',
  'policy-selects-nothing': 'What a deployed policy selects, or targets, is not there.',
  'port-also-tcp': 'A port carries both HTTP and plain TCP; a TCP rule admits all HTTP on it as well.',
  'port-undeclared': 'Calls arrive at a port that no Service declares.',
  'ports-unprotected':
    'Annotations take ports of the pods past the proxy: no policy holds there, nothing is recorded.',
  'probe-unrewritten':
    'Checks of the kubelet go to the application in plaintext: a policy would deny them, and the pods restart.',
  'protocol-mismatch': 'A Service declares HTTP where TCP was seen, or the other way round.',
  'refusal-undecided':
    'A deployed DENY or CUSTOM asks for what telemetry does not have: a header, a token, another service.',
  'reporters-refused':
    'A policy keeps proxies from sending their telemetry; what they saw meanwhile is lost.',
  'resource-absent': 'The cluster does not have some resources: their CRDs are not installed.',
  'scheduled-callers':
    'Callers are CronJobs, with their schedules; a warning where one waits longer than was covered.',
  'scrape-unidentified':
    'Annotations ask for scraping through the proxy, which a Prometheus outside the mesh does without a name.',
  'selector-too-wide': 'What the pods have in common is on pods of other workloads too.',
  'selector-unknown': 'No labels select the workload, or it is reached through a waypoint.',
  'selector-unverified': 'Without an inventory nothing shows that no other pods carry the selector.',
  'service-account-missing': "Deployed policies name service accounts that don't exist in this cluster.",
  'shared-name': 'Several owners share the canonical name, so they are one workload with one policy.',
  'shared-service-account':
    'Callers share their service account with other workloads, which may then do the same.',
  'tcp-logger-only': 'Proxies tell of HTTP traffic through the TCP logger only, which teaches nothing.',
  'telemetry-filtered': 'A filter of a Telemetry leaves some calls out of what leastpath is told.',
  'telemetry-unauthenticated':
    'A listener is open to more than this machine: who can write telemetry can write policy.',
  'tls-unknown': 'Log lines do not say whether their callers used TLS, so plaintext can’t be told.',
  'watch-down': 'A watch of the cluster does not stand: what was last known stays in use.',
  'watch-forbidden':
    'The cluster does not permit to watch some resources; the finding has the rules that would.',
  'waypoint-identity-missing': 'A waypoint’s log lacks the filter state that names the caller.',
};
