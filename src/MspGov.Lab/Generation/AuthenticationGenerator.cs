namespace MspGov.Lab.Generation;

/// <summary>To be filled.</summary>
internal static class AuthenticationGenerator
{
    internal static void Generate(GenerationContext context) => _ = context;
}
