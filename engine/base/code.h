// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

namespace tidegate {

/// Every problem and finding that the engine can speak of. One line here, one sentence in phrases/
/// (the compiler insists). Arguments are noted as the phrase counts them.
// clang-format off
#define TIDEGATE_CODES(X) \
    X(Internal)                 /* what */ \
    X(BadConnectionString)      /* why */ \
    X(ConnectionFailed)         /* server, why */ \
    X(ConnectionLost)           /* server */ \
    X(CommitInDoubt)            /* server */ \
    X(StatementFailed)          /* server */ \
    X(HostNotFound)             /* host */ \
    X(PortClosed)               /* host, port */ \
    X(PortSilent)               /* host, port */ \
    X(TlsNotOffered)            /* host */ \
    X(TlsFailed)                /* why */ \
    X(LoginRefused)             /* role */ \
    X(AccessRuleMissing)        /* role, database */ \
    X(DatabaseMissing)          /* database */ \
    X(TooManyConnections)       /* why */ \
    X(ServerStarting)           /* */ \
    X(ServerTooOld)             /* version, oldest version that will do */ \
    X(RightMissing)             /* role, right */ \
    X(PoolerFound)              /* what gives it away */ \
    X(BadTunnel)                /* why */ \
    X(SshHostUnknown)           /* SSH server, the key's fingerprint, command to connect by hand */ \
    X(SshHostChanged)           /* SSH server, the key's fingerprint, file and line of the key that was expected */ \
    X(SshRefused)               /* SSH server, command to connect by hand */ \
    X(SshSilent)                /* SSH server */ \
    X(SshEnded)                 /* SSH server, command to connect by hand */ \
    X(SshForwardRefused)        /* SSH server, why */ \
    X(SameDatabase)             /* database */ \
    X(TargetRestoring)          /* database */ \
    X(SourceIsStandby)          /* server */ \
    X(SourceWalLevel)           /* current wal_level */ \
    X(SourceTooOld)             /* version */ \
    X(SynchronousStandbyIsUs)   /* application name */ \
    X(TargetNotEmpty)           /* table, rows */ \
    X(TargetTableMissing)       /* source table, target table */ \
    X(TargetColumnMissing)      /* target table, column */ \
    X(GeneratedNotCarried)      /* target table, column */ \
    X(FedByAnother)             /* target table, subscription */ \
    X(MergeNeedsUniqueIdentity) /* target table, source tables */ \
    X(LikelySwapped)            /* reasons */ \
    X(PublicationMissing)       /* publication */ \
    X(PublicationEmpty)         /* publication */ \
    X(ColumnListsDiffer)        /* table, publication, another */ \
    X(NoReplicaIdentity)        /* table */ \
    X(GeneratedInIdentity)      /* table, column */ \
    X(DeferrableKeyIdentity)    /* table, key */ \
    X(FilterNeedsFull)          /* table */ \
    X(OperationNotPublished)    /* publication, operation */ \
    X(ViaRootWithLeaves)        /* publication, table */ \
    X(TruncateNotSent)          /* publication, table */ \
    X(CopyTakesLong)            /* table, size, duration, bytes a second of a connection, WAL meanwhile */ \
    X(CopyHoldsStream)          /* table, size, duration, bytes a second of a connection, WAL meanwhile */ \
    X(EncodingUnchecked)        /* target's encoding */ \
    X(EncodingNarrower)         /* source's encoding, target's */ \
    X(ReplicaRoleDenied)        /* role */ \
    X(AlwaysTrigger)            /* table, trigger */ \
    X(ForeignKeysActive)        /* table */ \
    X(HypertableKeyLacksTime)   /* table, key, time column */ \
    X(HypertableReferred)       /* table, tables that refer to it */ \
    X(TimeColumnMissing)        /* table, time column */ \
    X(TimescaleMissing)         /* table */ \
    X(NotSeen)                  /* what could not be read, role */ \
    X(SlotMissing)              /* slot */ \
    X(SlotLost)                 /* slot, why */ \
    X(SlotAhead)                /* slot, confirmed, stored */ \
    X(SlotLetGo)                /* slot, bytes kept, limit */ \
    X(WalKeptHigh)              /* slot, bytes kept, seconds until full */ \
    X(TimelineChanged)          /* was, is */ \
    X(SourceIsAnother)          /* system identifier recorded, found */ \
    X(AlreadyRunning)           /* host, role, since */ \
    X(TakenOver)                /* by whom */ \
    X(AlreadyCutOver)           /* subscription, when */ \
    X(NoSuchSubscription)       /* subscription */ \
    X(JournalNewer)             /* version found */ \
    X(NoLiveEngine)             /* subscription */ \
    X(CommandTimedOut)          /* command */ \
    X(CommandRefused)           /* command, the engine's words */ \
    X(EngineReports)            /* its last error */ \
    X(EngineSilent)             /* host, seconds */ \
    X(CutoverAborted)           /* */ \
    X(NoCutover)                /* subscription */ \
    X(BarrierWaits)             /* transaction id, who holds it */ \
    X(UnitFailed)               /* table */ \
    X(UnitDefinitionChanged)    /* table, what */ \
    X(RowCountUnexpected)       /* table, operation, rows hit, transaction, LSN, row */ \
    X(ChangeFailed)             /* table, operation, transaction, LSN, row */ \
    X(RedeliveryDiffers)        /* table, transaction, LSN */ \
    X(ProtocolBroken)           /* what */ \
    X(TableStopped)             /* table, why */ \
    X(TableNotFollowed)         /* table */ \
    X(TruncateOfShared)         /* source table, target table */ \
    X(ResyncOfShared)           /* source table, target table */ \
    X(UnchangedToastMissing)    /* table, column, LSN */ \
    X(RelationChanged)          /* table, what, SQL that mends the target */ \
    X(RelationRewritten)        /* table, what, SQL to be run on the target before */ \
    X(RowsStoodThere)           /* table, rows */ \
    X(NotReadyForCutover)       /* blockers */ \
    X(PreparedTransactions)     /* list */ \
    X(SequenceMissing)          /* sequence */ \
    X(SequenceDenied)           /* sequence, role */ \
    X(SequenceDiffers)          /* sequence, what */ \
    X(SequenceAhead)            /* sequence, its value, the source's value */ \
    X(ToolMissing)              /* program, package */ \
    X(ToolFailed)               /* program, exit, words */ \
    X(FileUnreadable)           /* path, why */ \
    X(BadPlan)                  /* why */ \
    X(BadTableMap)              /* map, why */ \
    X(BadUsage)                 /* why */
// clang-format on

enum class Code {
#define TIDEGATE_CODE(name) name,
    TIDEGATE_CODES(TIDEGATE_CODE)
#undef TIDEGATE_CODE
};

/// The code's own name, for logs and JSON.
const char *codeName(Code code);
/// The code of that name, if there is one.
std::optional<Code> codeNamed(std::string_view name);

} // namespace tidegate
