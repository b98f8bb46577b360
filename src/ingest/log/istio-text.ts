import { compileFormat } from './compile-format.ts';

const REQUEST =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" ' +
  '%RESPONSE_CODE% %RESPONSE_FLAGS% ';
const REST =
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% ' +
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n';

const WITH_DETAILS = `${REQUEST}%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% ${REST}`;
const WITHOUT_DETAILS = `${REQUEST}${REST}`;

/** Istio's default since 1.9. Until 1.22 it had `%UPSTREAM_CLUSTER%`, which splits alike. */
export const ISTIO_TEXT = compileFormat(WITH_DETAILS);

/**
 * 1.6 to 1.8. Those of 1.3 to 1.5 fit too: their Mixer status, also quoted, falls to the failure reason. They
 * say no details, so a denial looks like the application's own 403.
 */
export const OLD_ISTIO_TEXT = compileFormat(WITHOUT_DETAILS);

/** Whether a mesh that says its format says one of these. */
export function isIstioText(format: string): boolean {
  const text = `${format.trimEnd()}\n`.replace('%UPSTREAM_CLUSTER%', '%UPSTREAM_CLUSTER_RAW%');
  return text === WITH_DETAILS || text === WITHOUT_DETAILS;
}
