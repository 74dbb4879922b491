namespace MspGov.Lab.Generation;

/// <summary>To be filled.</summary>
internal static class ActivityGenerator
{
    internal static void Generate(GenerationContext context) => _ = context;
}
