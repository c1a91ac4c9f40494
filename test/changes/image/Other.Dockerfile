# Another Dockerfile of the same folder.
FROM public.ecr.aws/docker/library/nginx:1.30.7-alpine-slim
