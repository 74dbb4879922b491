using MspGov.Core.Lifecycle;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Lifecycle;

public sealed class ClientStepsTests
{
    [Theory]
    [InlineData(LifecycleType.Onboarding, "| Step | Onboarding |")]
    [InlineData(LifecycleType.Offboarding, "| Step | Off-boarding |")]
    public void The_page_lists_the_steps_in_their_order(LifecycleType type, string heading)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "lifecycle.md"));
        string[] listed = [.. lines
            .SkipWhile(line => line != heading)
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim())];

        Assert.NotEmpty(listed);
        Assert.Equal(ClientSteps.Of(type), listed);
    }
}
