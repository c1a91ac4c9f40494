/** The container's only writable place: nginx keeps its configuration, its pid, its sockets and passing files there. */
export const WRITABLE_PATH = '/tmp';
