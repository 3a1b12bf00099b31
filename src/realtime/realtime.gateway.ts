import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { AppError } from '../platform/errors/app-error.js';
import { AccessTokens } from '../sessions/access/access-tokens.service.js';
import { Connected, Gateway } from './gateway.decorator.js';
import { AuthRefreshDto } from './realtime.dto.js';
import { realtimeErrors } from './realtime.errors.js';
import { type AuthRefreshed, CLOSE_CODES } from './realtime.protocol.js';
import { endConnection } from './socket.close.js';
import { Connection } from './socket.connection.js';

@Gateway()
export class RealtimeGateway {
  constructor(private readonly tokens: AccessTokens) {}

  /** A connected socket continues with a new token of the same user and session; any other token ends it. */
  @SubscribeMessage('auth:refresh')
  async refresh(
    @Connected() connection: Connection,
    @MessageBody() payload: AuthRefreshDto,
  ): Promise<AuthRefreshed> {
    try {
      const principal = await this.tokens.verify(payload.accessToken);
      const { userId, sessionId } = connection.principal;
      if (principal.userId !== userId || principal.sessionId !== sessionId)
        throw realtimeErrors.session_mismatch();
      connection.renew(principal);
      return { expiresInMs: principal.expiresAtMs - Date.now() };
    } catch (error) {
      if (error instanceof AppError && !error.retryable)
        setImmediate(() =>
          endConnection(connection, {
            code: error.code,
            closeCode: CLOSE_CODES.notSignedIn,
            reason: 'the new token was not accepted',
            reconnect: false,
          }),
        );
      throw error;
    }
  }
}
