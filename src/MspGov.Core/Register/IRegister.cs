namespace MspGov.Core.Register;

/// <summary>
/// A row of the register: a JSON document folded from entries, kept with its history so that any past time can be asked.
/// Immutable; serialised by <see cref="Json.CoreJson"/>, so property names are part of the store format.
/// </summary>
public interface IRegisterDocument
{
    /// <summary>Kind of document, for example <c>tenant</c>; unique among document types.</summary>
    static abstract string Kind { get; }

    /// <summary>Key, unique within the kind.</summary>
    string Key { get; }

    /// <summary>The client tenant it belongs to (UUID), or null for what belongs to the MSP.</summary>
    string? TenantId { get; }

    /// <summary>An indexed state for queries such as "all active grants"; null where there is none.</summary>
    string? State { get; }
}

/// <summary>The register, read-only, at one moment.</summary>
public interface IRegister
{
    /// <summary>The document with that key, or null.</summary>
    T? Get<T>(string key) where T : class, IRegisterDocument;

    /// <summary>Documents of a kind in order of key, optionally of one tenant or in one state.</summary>
    IReadOnlyList<T> List<T>(string? tenantId = null, string? state = null) where T : class, IRegisterDocument;

    /// <summary>A value computed from documents; a register that can tell when they change keeps it until then.</summary>
    T Derive<T>(Derivation<T> derivation) where T : class => derivation.Compute(this);
}

/// <summary>What a fold writes to.</summary>
public interface IRegisterWriter : IRegister
{
    /// <summary>Inserts or replaces the document under its key.</summary>
    void Put<T>(T document) where T : class, IRegisterDocument;

    /// <summary>Removes the document; removing what is not there does nothing.</summary>
    void Remove<T>(string key) where T : class, IRegisterDocument;
}
