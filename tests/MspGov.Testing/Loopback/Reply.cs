using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MspGov.Testing.Loopback;

/// <summary>What the loopback server does with a request: an answer, or one of the faults of real networks.</summary>
public sealed record Reply
{
    public int Status { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public byte[] Body { get; init; } = [];

    public string ContentType { get; init; } = "application/json";

    /// <summary>Cuts the connection: before the answer, or in the middle of its body.</summary>
    public Cut Cut { get; init; }

    /// <summary>Waits before answering; for good when infinite.</summary>
    public TimeSpan Delay { get; init; }

    public static Reply Json(string json, int status = 200) => new() { Status = status, Body = Encoding.UTF8.GetBytes(json) };

    public static Reply NoContent() => new() { Status = 204 };

    /// <summary>The error envelope of Graph.</summary>
    public static Reply Error(int status, string code, string message = "Words.", string? innerCode = null)
    {
        JsonObject inner = new() { ["date"] = "2026-01-01T00:00:00", ["request-id"] = "11111111-2222-3333-4444-555555555555" };
        if (innerCode is not null)
        {
            inner["code"] = innerCode;
        }

        JsonObject error = new() { ["code"] = code, ["message"] = message, ["innerError"] = inner };
        return Json(new JsonObject { ["error"] = error }.ToJsonString(), status);
    }

    /// <summary>429; no Retry-After when null.</summary>
    public static Reply Throttled(string? retryAfter) => Error(429, "TooManyRequests", innerCode: "429").With("Retry-After", retryAfter);

    public static Reply Unavailable(string? retryAfter = null) => Error(503, "serviceNotAvailable").With("Retry-After", retryAfter);

    /// <summary>A connection that breaks before any answer.</summary>
    public static Reply Reset() => new() { Cut = Cut.BeforeAnswer };

    /// <summary>An answer whose connection breaks in the middle of the body.</summary>
    public Reply BrokenOff() => this with { Cut = Cut.InBody };

    /// <summary>A whole answer whose JSON ends too early.</summary>
    public Reply Truncated() => this with { Body = Body[..(Body.Length / 2)] };

    public static Reply Never() => new() { Delay = Timeout.InfiniteTimeSpan };

    public Reply With(string header, string? value) =>
        value is null ? this : this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    /// <summary>A page of a collection.</summary>
    public static Reply Page(string? nextLink, params string[] items) => Json(string.Create(
        CultureInfo.InvariantCulture,
        $"{{{(nextLink is null ? "" : $"\"@odata.nextLink\":\"{nextLink}\",")}\"value\":[{string.Join(',', items)}]}}"));
}

/// <summary>Where a connection breaks.</summary>
public enum Cut
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Before any byte of the answer.</summary>
    BeforeAnswer,

    /// <summary>After half the body.</summary>
    InBody,
}
