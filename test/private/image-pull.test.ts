import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { pullStatements } from '../../src/private/image-pull';

const actionsOf = (repositories: ecr.IRepository[]) => pullStatements(repositories).map(({ actions }) => actions);
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const SIGN_IN = ['ecr:GetAuthorizationToken'];

test('who pulls from a repository may sign in, and pull from it', () => {
  expect(actionsOf([ecr.Repository.fromRepositoryName(new Stack(), 'Repository', 'mine')])).toEqual([PULL, SIGN_IN]);
});

test('who pulls from none may only sign in, because IAM takes no statement without resources', () => {
  expect(actionsOf([])).toEqual([SIGN_IN]);
});
