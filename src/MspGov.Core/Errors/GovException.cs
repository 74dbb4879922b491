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

    /// <summary>
    /// Whether the store itself failed or is not what it should be. Then nothing can be recorded any more: such an error ends the whole
    /// run, and is never taken for the failure of one tenant or one step.
    /// </summary>
    public bool IsOfTheStore => Definition.Kind is ErrorKind.StorageFailure or ErrorKind.InvalidData;

    /// <summary>The same exception with a target.</summary>
    public GovException About(object target, string? tenantId = null) =>
        new(Definition, Message, InnerException) { Target = target, TenantId = tenantId ?? TenantId };
}
