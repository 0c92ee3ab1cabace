// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "preflight/inspection.h"

#include <vector>

/// One function per check, each in a file of its own; none of them changes anything. Codes and their arguments are in
/// base/code.h. A check that may not look says NotSeen instead of passing.
namespace tidegate::preflight {

using Findings = std::vector<Finding>;

// The two servers.
Findings checkSameDatabase(const Inspection &inspection);       ///< SameDatabase
Findings checkSourceIsPrimary(const Inspection &inspection);    ///< SourceIsStandby (rule 0)
Findings checkSourceVersion(const Inspection &inspection);      ///< SourceTooOld
Findings checkWalLevel(const Inspection &inspection);           ///< SourceWalLevel (rule 0)
Findings checkSynchronousStandby(const Inspection &inspection); ///< SynchronousStandbyIsUs (rule 0)
Findings checkTargetRestoring(const Inspection &inspection);    ///< TargetRestoring
Findings checkDirection(const Inspection &inspection);          ///< LikelySwapped
Findings checkEncodings(const Inspection &inspection);          ///< EncodingUnchecked, EncodingNarrower

// What is published.
Findings checkPublications(const Inspection &inspection); ///< PublicationMissing, PublicationEmpty
Findings checkColumnLists(const Inspection &inspection);  ///< ColumnListsDiffer
Findings checkOperations(const Inspection &inspection);   ///< OperationNotPublished (rule 0)
Findings checkViaRoot(const Inspection &inspection);      ///< ViaRootWithLeaves, TruncateNotSent
Findings
checkReplicaIdentity(const Inspection &inspection);  ///< NoReplicaIdentity, GeneratedInIdentity, DeferrableKeyIdentity (rule 15)
Findings checkFilters(const Inspection &inspection); ///< FilterNeedsFull (rule 8)

// Where it goes.
Findings checkTargetTables(const Inspection &inspection);  ///< TargetTableMissing
Findings checkTargetColumns(const Inspection &inspection); ///< TargetColumnMissing, GeneratedNotCarried
Findings checkTargetRows(const Inspection &inspection);    ///< TargetNotEmpty
Findings checkExtensionRows(const Inspection &inspection); ///< TableNotFollowed, NotSeen
Findings checkFedByAnother(const Inspection &inspection);  ///< FedByAnother
Findings checkMerges(const Inspection &inspection);        ///< MergeNeedsUniqueIdentity
Findings checkLongCopies(const Inspection &inspection);    ///< CopyTakesLong, CopyHoldsStream (rule 15); takes a second if there are any

// What our roles may do, and what acts although we write as replica (rule 16).
Findings checkSourceRights(const Inspection &inspection); ///< RightMissing, NotSeen
Findings checkTargetRights(const Inspection &inspection); ///< RightMissing
Findings checkReplicaRole(const Inspection &inspection);  ///< ReplicaRoleDenied, ForeignKeysActive
Findings checkTriggers(const Inspection &inspection);     ///< AlwaysTrigger

} // namespace tidegate::preflight
