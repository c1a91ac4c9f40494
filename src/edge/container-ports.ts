/** The ports on which nginx listens in a task. They are above 1023, so nginx needs no capability to bind them. */
export const TASK_PORTS = { tls: 8443, http: 8080, health: 8081 };
