using System.Text.Json;
using MspGov.Lab.Model;

namespace MspGov.Lab.Http;

/// <summary>What the transport must do to an answer, beyond sending it.</summary>
internal enum TransportFault
{
    None,

    /// <summary>Close the connection without an answer.</summary>
    Reset,

    /// <summary>Send the headers and half of the body, then close.</summary>
    Truncate,
}

/// <summary>An answer of the lab.</summary>
internal sealed record LabResponse(int Status, byte[]? Body = null)
{
    private static readonly Dictionary<string, string> None = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = None;

    public TransportFault Fault { get; init; }

    /// <summary><c>application/json</c>, or <c>text/plain</c> for a bare count.</summary>
    public string ContentType { get; init; } = "application/json";

    internal static LabResponse NoContent { get; } = new(204);

    internal static LabResponse Json(int status, Action<Utf8JsonWriter> write) => new(status, LabJson.Write(write));

    internal LabResponse WithHeader(string name, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [name] = value } };
}
