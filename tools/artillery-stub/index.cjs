'use strict';

// Artillery imports its cloud SDKs by name as soon as it starts, on every run.
// Every name below is one of those imports; each becomes a class which can be
// extended and compared with `instanceof`, and says what is missing when used.
const missing = (name) => {
  throw new Error(`${name} is not installed: this Artillery runs tests locally only ` +
    '(see "overrides" in package.json for the SDKs left out)');
};

const made = new Map();
const make = (name) => {
  if (!made.has(name)) {
    made.set(name, new Proxy(class {}, {
      construct: () => missing(name),
      apply: () => missing(name),
      get: (target, key) =>
        Reflect.has(target, key) || typeof key === 'symbol' ? Reflect.get(target, key) : make(`${name}.${key}`),
    }));
  }
  return made.get(name);
};

module.exports = new Proxy({}, {
  get: (target, key) =>
    typeof key === 'symbol' || key === 'then' || key === '__esModule' ? undefined : make(key),
});

// Never runs: it tells Node's ES module loader which names can be imported.
0 && (module.exports = {
  AttachRolePolicyCommand,
  BlobServiceClient,
  CloudWatchLogsClient,
  ContainerInstanceManagementClient,
  CreateBucketCommand,
  CreateClusterCommand,
  CreateFunctionCommand,
  CreatePolicyCommand,
  CreateQueueCommand,
  CreateRoleCommand,
  DefaultAzureCredential,
  DeleteFunctionCommand,
  DeleteParameterCommand,
  DeleteQueueCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  DescribeVpcsCommand,
  EC2Client,
  ECSClient,
  GetBucketLocationCommand,
  GetCallerIdentityCommand,
  GetFunctionConfigurationCommand,
  GetObjectCommand,
  GetParameterCommand,
  GetQueueAttributesCommand,
  GetRoleCommand,
  IAMClient,
  InvalidParameterException,
  InvokeCommand,
  LambdaClient,
  ListQueuesCommand,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NoSuchBucket,
  NoSuchKey,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutParameterCommand,
  PutRetentionPolicyCommand,
  QueueClient,
  Redis,
  RegisterTaskDefinitionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  RunTaskCommand,
  S3Client,
  SQSClient,
  SSMClient,
  STSClient,
  SendMessageCommand,
  StopTaskCommand,
  TagResourceCommand,
  fromSSO,
  loadConfig,
  paginateListObjectsV2,
});
