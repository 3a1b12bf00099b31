import {
  applyDecorators,
  Catch,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  UseFilters,
} from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';

/** Lets errors through to `SocketDispatch`, which answers them in the ack. */
@Catch()
class ErrorsBelongInTheAck implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** A gateway of ours: methods take `@Connected()` and `@MessageBody()`, and answer the ack's data. */
export const Gateway = (): ClassDecorator =>
  applyDecorators(WebSocketGateway(), UseFilters(ErrorsBelongInTheAck));

/** The `Connection` that an event came from. */
export const Connected = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.getArgByIndex<unknown>(2),
);
