namespace MspGov.Core.Errors;

/// <summary>Errors of templates, their plans and runs.</summary>
public static class TemplateErrors
{
    /// <summary>No template, version or run of that name.</summary>
    public static readonly ErrorDefinition NotFound = new("TemplateNotFound", ErrorKind.NotFound);

    /// <summary>A template file or folder is malformed; the message has file, line and column.</summary>
    public static readonly ErrorDefinition FileInvalid = new("TemplateFileInvalid", ErrorKind.InvalidData);

    /// <summary>The template was written by a newer version of the module.</summary>
    public static readonly ErrorDefinition FormatTooNew = new("TemplateFormatTooNew", ErrorKind.NotSupported);

    /// <summary>The folder to export to exists and holds something else.</summary>
    public static readonly ErrorDefinition PathExists = new("TemplatePathExists", ErrorKind.AlreadyExists);

    /// <summary>The content is that of a version that exists.</summary>
    public static readonly ErrorDefinition Unchanged = new("TemplateUnchanged", ErrorKind.AlreadyExists);

    /// <summary>The version is not approved, or is deprecated: it cannot be copied.</summary>
    public static readonly ErrorDefinition NotApproved = new("TemplateNotApproved", ErrorKind.InvalidState);

    /// <summary>A parameter has no value for the tenant.</summary>
    public static readonly ErrorDefinition ParameterMissing = new("TemplateParameterMissing", ErrorKind.InvalidArgument);

    /// <summary>A parameter's value does not fit its type, or the template has no such parameter.</summary>
    public static readonly ErrorDefinition ParameterInvalid = new("TemplateParameterInvalid", ErrorKind.InvalidArgument);

    /// <summary>A reference of the template resolves to nothing in the tenant.</summary>
    public static readonly ErrorDefinition ReferenceNotFound = new("TemplateReferenceNotFound", ErrorKind.NotFound);

    /// <summary>A reference of the template resolves to several objects of the tenant.</summary>
    public static readonly ErrorDefinition ReferenceAmbiguous = new("TemplateReferenceAmbiguous", ErrorKind.InvalidArgument);

    /// <summary>Steps of a plan cannot be done in the tenant; nothing was changed.</summary>
    public static readonly ErrorDefinition PlanBlocked = new("TemplatePlanBlocked", ErrorKind.InvalidState);

    /// <summary>The tenant has changed since the plan was made; nothing was changed.</summary>
    public static readonly ErrorDefinition PlanStale = new("TemplatePlanStale", ErrorKind.InvalidState);

    /// <summary>The plan is another tenant's, or was edited.</summary>
    public static readonly ErrorDefinition PlanInvalid = new("TemplatePlanInvalid", ErrorKind.SecurityFailure);

    /// <summary>The template wants its plans approved, and this one is not.</summary>
    public static readonly ErrorDefinition PlanNotApproved = new("TemplatePlanNotApproved", ErrorKind.InvalidState);

    /// <summary>A run stopped by its own criteria; tenants after it were not touched.</summary>
    public static readonly ErrorDefinition RunStopped = new("TemplateRunStopped", ErrorKind.InvalidState);

    /// <summary>An object was changed by somebody since the run; it was not restored.</summary>
    public static readonly ErrorDefinition RestoreConflict = new("TemplateRestoreConflict", ErrorKind.InvalidState);

    /// <summary>The kind of object is not known to this version.</summary>
    public static readonly ErrorDefinition KindNotKnown = new("TemplateKindNotKnown", ErrorKind.InvalidArgument);
}
