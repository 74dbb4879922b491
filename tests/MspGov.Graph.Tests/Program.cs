using MspGov.Graph.Tests.Throttling;

// The test assembly starts itself as another process where a test needs one.
return args is ["budget-worker", ..] ? await BudgetWorker.RunAsync(args) : 2;
