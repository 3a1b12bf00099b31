import { Injectable } from '@nestjs/common';

/** Whether this instance takes new work. Flips to draining at the first SIGTERM. */
@Injectable()
export class Readiness {
  private isDraining = false;

  get draining(): boolean {
    return this.isDraining;
  }

  drain(): void {
    this.isDraining = true;
  }
}
