using MspGov.Core.Access;

namespace MspGov.Core.Tests.Access;

public sealed class AccessFilterTests
{
    [Theory]
    [InlineData("client0[1-6]", "client03", true)]
    [InlineData("client0[1-6]", "client07", false)]
    [InlineData("CLIENT[0]?", "client03", true)]
    [InlineData("[EXT] Bob", "[EXT] Bob", true)]
    [InlineData("[ext]*", "[EXT] Bob", true)]
    [InlineData("[z-a]*", "b", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("*[ab](x)", "zb(x)", true)]
    public void Patterns_mean_what_they_mean_in_PowerShell_and_names_fit_as_they_are(string pattern, string text, bool fits) =>
        Assert.Equal(fits, AccessFilter.Fits(pattern, text));
}
