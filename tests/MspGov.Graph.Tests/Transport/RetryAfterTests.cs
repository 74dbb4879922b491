using MspGov.Graph.Transport;

namespace MspGov.Graph.Tests.Transport;

public class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData(" 7 ", 7)]
    [InlineData("0", 0)]
    [InlineData("1.5", 1.5)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Sun, 01 Mar 2026 11:59:58 GMT", 0)]
    [InlineData("99999999999999", 86400)]
    public void Seconds_and_dates_are_understood(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.ParseRetryAfter(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("NaN")]
    [InlineData("Sun, 01 Mar 2020 12:00:30 GMT")]
    public void Nonsense_counts_as_absent(string? value) => Assert.Null(RetryPolicy.ParseRetryAfter(value, Now));

    [Fact]
    public void A_wait_is_never_shorter_than_asked_nor_longer_than_the_cap()
    {
        RetryPolicy policy = new();
        Assert.InRange(policy.Delay(1, TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.2));
        Assert.Equal(TimeSpan.FromSeconds(300), policy.Delay(1, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromSeconds(300), policy.Delay(40, null));
    }

    [Fact]
    public void Without_a_wait_asked_for_the_waits_double()
    {
        RetryPolicy policy = new();
        for (int attempt = 1; attempt <= 6; attempt++)
        {
            double middle = Math.Pow(2, attempt - 1);
            Assert.InRange(policy.Delay(attempt, null).TotalSeconds, middle * 0.75, middle * 1.25);
        }
    }
}
