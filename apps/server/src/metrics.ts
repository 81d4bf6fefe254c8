import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics of one server. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'skoop_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    requests: new Counter({
      name: 'skoop_http_streams_total',
      help: 'Event streams that ended',
      labelNames: ['method', 'route', 'status'] as const,
      registers,
    }),
    jobs: new Counter({
      name: 'skoop_jobs_total',
      help: 'Diagnoses that settled, by how',
      labelNames: ['status'] as const,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'skoop_job_seconds',
      help: 'Time that a diagnosis ran',
      buckets: [0.02, 0.1, 0.5, 2, 10, 60, 300],
      registers,
    }),
    uploads: new Counter({
      name: 'skoop_uploads_total',
      help: 'Snapshots uploaded, by how it ended',
      labelNames: ['result'] as const,
      registers,
    }),
    /** A value that is asked for when the metrics are read. */
    gauge: (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
  };
}
