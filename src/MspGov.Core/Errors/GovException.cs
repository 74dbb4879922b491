namespace MspGov.Core.Errors;

/// <summary>The one exception that crosses layers on purpose: a stable error with words that say what to do.</summary>
public sealed class GovException : Exception
{
    /// <summary>Creates the exception; prefer <see cref="ErrorDefinition.With"/>.</summary>
    public GovException(ErrorDefinition definition, string message, Exception? inner = null)
        : base(message, inner) => Definition = definition;

    /// <summary>The stable error.</summary>
    public ErrorDefinition Definition { get; }

    /// <summary>What the error is about (a tenant, a grant, a path); becomes the TargetObject of the error record.</summary>
    public object? Target { get; init; }

    /// <summary>Tenant this error belongs to, where it belongs to one.</summary>
    public string? TenantId { get; init; }

    /// <summary>The same exception with a target.</summary>
    public GovException About(object target, string? tenantId = null) =>
        new(Definition, Message, InnerException) { Target = target, TenantId = tenantId ?? TenantId };
}
