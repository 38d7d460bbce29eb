// The real Dockerfile, real images, real pods: what a release depends on. One file, so that the images are made once; its
// scenarios run beside one another.
import "./scenarios/verdicts.ts";
import "./scenarios/once.ts";
import "./scenarios/memory.ts";
import "./scenarios/users.ts";
import "./scenarios/secrets.ts";
import "./scenarios/image.ts";
import "./scenarios/private-registry.ts";
import "./scenarios/exact.ts";
