using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Transport;

namespace MspGov.Graph;

/// <summary>A tenant's answer to one request, alone or in a batch.</summary>
public sealed class GraphResponse
{
    private GraphError? _error;

    /// <summary>Creates an answer.</summary>
    public GraphResponse(GraphRequest request, string tenantId, string tenant, int status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        Request = request;
        TenantId = tenantId;
        Tenant = tenant;
        Status = status;
        Headers = headers;
        Body = body;
    }

    /// <summary>What was asked.</summary>
    public GraphRequest Request { get; }

    /// <summary>Id of the tenant that was asked.</summary>
    public string TenantId { get; }

    /// <summary>Name of the tenant that was asked.</summary>
    public string Tenant { get; }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Headers by name, case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>True for 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>Id that Microsoft's support asks for.</summary>
    public string? RequestId => Headers.TryGetValue("request-id", out string? id) ? id : Error?.RequestId;

    /// <summary>Address of a long-running operation, where the answer names one.</summary>
    public string? Location => Headers.TryGetValue("Location", out string? location) ? location : null;

    /// <summary>The error envelope; null on success or when there is none.</summary>
    public GraphError? Error => IsSuccess ? null : _error ??= GraphError.Parse(Body);

    /// <summary>Parses the body; dispose the document.</summary>
    /// <exception cref="GovException">Unreachable, when it is not JSON.</exception>
    public JsonDocument Parse()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException e)
        {
            throw TenantErrors.Unreachable.With($"Tenant '{Tenant}' answered {Request.Method} {Request.Path} with something that is not JSON: {e.Message}", e).About(Tenant, TenantId);
        }
    }

    /// <summary>Parses the body into an element that lives on by itself.</summary>
    public JsonElement ParseRoot()
    {
        using JsonDocument document = Parse();
        return document.RootElement.Clone();
    }

    /// <summary>The error as the product's own; for answers that are not a success.</summary>
    public GovException ToException() => GraphErrorMapping.Map(this);

    /// <summary>This answer when it is a success.</summary>
    /// <exception cref="GovException">The mapped error otherwise.</exception>
    public GraphResponse EnsureSuccess() => IsSuccess ? this : throw ToException();
}
