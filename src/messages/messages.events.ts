/** Where the devices are that have joined a room: a room of Socket.IO on every instance. */
export function channelOf(roomId: string): string {
  return `chat:${roomId}`;
}
