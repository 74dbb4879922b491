namespace MspGov.Core.Register;

/// <summary>
/// A value computed from the documents of some kinds. A register keeps it until a document of one of those kinds changes, so that
/// what is asked at every entry (who may do what) is computed once. Declared once as a static field: the instance is its identity.
/// </summary>
/// <typeparam name="T">What is computed; immutable, or safe for concurrent readers.</typeparam>
/// <param name="Kinds">Kinds of the documents that it is computed from (<see cref="IRegisterDocument.Kind"/>), all of them.</param>
/// <param name="Compute">The computation.</param>
public sealed record Derivation<T>(IReadOnlyCollection<string> Kinds, Func<IRegister, T> Compute)
    where T : class;
