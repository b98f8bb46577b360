import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';

/**
 * Calls `onOversize` once for each message beyond the receive limit. grpc-js then ends the call with
 * RESOURCE_EXHAUSTED by itself, before any handler or interceptor hears of it, and to the handler that looks
 * like any cancelled call: so the innermost call's `sendStatus`, which it uses for that, is watched here. It
 * reads the rest of the message from the wire and throws it away.
 */
export function oversizeInterceptor(onOversize: (peer: string) => void): ServerInterceptor {
  return (_method, call) => {
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (answer) => {
      if (answer.code === status.RESOURCE_EXHAUSTED && answer.details?.startsWith('Received message')) {
        onOversize(call.getPeer());
      }
      sendStatus(answer);
    };
    return new ServerInterceptingCall(call);
  };
}
