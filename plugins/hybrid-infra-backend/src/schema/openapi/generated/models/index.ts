//

export * from '../models/DriftReport.model';
export * from '../models/DriftReportMatched.model';
export * from '../models/DriftReportMissing.model';
export * from '../models/DriftReportUndeclared.model';
export * from '../models/DriftReportUnknown.model';
export * from '../models/ErrorError.model';
export * from '../models/ErrorResponse.model';
export * from '../models/MatchedResource.model';
export * from '../models/MissingResource.model';
export * from '../models/ModelError.model';
export * from '../models/ScopeState.model';
export * from '../models/UndeclaredResource.model';
export * from '../models/UnknownResource.model';
