// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/exit_code.h"

namespace tidegate::cli {

Exit exitFor(Code code)
{
    switch (code) {
    case Code::BadUsage:
    case Code::BadConnectionString:
    case Code::BadTableMap:
    case Code::BadPlan:
    case Code::BadTunnel:
        return Exit::BadUsage;
    case Code::SameDatabase:
    case Code::TargetRestoring:
    case Code::SourceIsStandby:
    case Code::SourceWalLevel:
    case Code::SourceTooOld:
    case Code::ServerTooOld:
    case Code::SynchronousStandbyIsUs:
    case Code::TargetNotEmpty:
    case Code::TargetTableMissing:
    case Code::TargetColumnMissing:
    case Code::FedByAnother:
    case Code::MergeNeedsUniqueIdentity:
    case Code::LikelySwapped:
    case Code::PublicationMissing:
    case Code::PublicationEmpty:
    case Code::ColumnListsDiffer:
    case Code::NoReplicaIdentity:
    case Code::DeferrableKeyIdentity:
    case Code::FilterNeedsFull:
    case Code::ViaRootWithLeaves:
    case Code::TruncateNotSent:
    case Code::CopyTakesLong:
    case Code::CopyHoldsStream:
    case Code::EncodingUnchecked:
    case Code::EncodingNarrower:
    case Code::GeneratedNotCarried:
    case Code::GeneratedInIdentity:
    case Code::ReplicaRoleDenied:
    case Code::AlwaysTrigger:
    case Code::ForeignKeysActive:
    case Code::RightMissing:
    case Code::PoolerFound:
    case Code::ResyncOfShared:
    case Code::CommandRefused:
    case Code::TableNotFollowed:
    case Code::TimelineChanged:
    case Code::SourceIsAnother:
    case Code::AlreadyCutOver:
    case Code::JournalNewer:
        return Exit::Refused;
    case Code::AlreadyRunning:
        return Exit::AlreadyRunning;
    case Code::TakenOver:
        return Exit::TakenOver;
    case Code::ConnectionFailed:
    case Code::ConnectionLost:
    case Code::CommitInDoubt:
    case Code::HostNotFound:
    case Code::PortClosed:
    case Code::PortSilent:
    case Code::TlsNotOffered:
    case Code::TlsFailed:
    case Code::LoginRefused:
    case Code::AccessRuleMissing:
    case Code::DatabaseMissing:
    case Code::TooManyConnections:
    case Code::ServerStarting:
    case Code::SshHostUnknown:
    case Code::SshHostChanged:
    case Code::SshRefused:
    case Code::SshSilent:
    case Code::SshEnded:
    case Code::SshForwardRefused:
        return Exit::NoConnection;
    case Code::NotReadyForCutover:
    case Code::PreparedTransactions:
    case Code::BarrierWaits:
    case Code::CutoverAborted:
        return Exit::NotReady;
    case Code::CommandTimedOut:
        return Exit::TimedOut;
    case Code::NoLiveEngine:
    case Code::NoSuchSubscription:
    case Code::NoCutover:
        return Exit::NothingThere;
    default:
        return Exit::Failed;
    }
}

Exit exitFor(migration::Outcome outcome, const std::optional<Problem> &problem)
{
    switch (outcome) {
    case migration::Outcome::Stopped:
    case migration::Outcome::ReachedEnd:
    case migration::Outcome::CutOver:
        return Exit::Done;
    case migration::Outcome::AlreadyRunning:
        return Exit::AlreadyRunning;
    case migration::Outcome::TakenOver:
        return Exit::TakenOver;
    case migration::Outcome::Refused: {
        const auto code = problem ? exitFor(problem->code) : Exit::Refused;
        return code == Exit::Failed ? Exit::Refused : code;
    }
    case migration::Outcome::Failed:
        break;
    }
    return problem ? exitFor(problem->code) : Exit::Failed;
}

const char *exitCodeHelp()
{
    return "   0  done, or stopped cleanly (the next run goes on from there)\n"
           "   1  failed\n"
           "   2  the command line cannot be read\n"
           "   4  refused by a guard; nothing was changed\n"
           "   5  another engine runs this subscription\n"
           "   6  another engine has taken this subscription over\n"
           "   7  no connection to the source or the target\n"
           "   8  not ready for the cutover\n"
           "   9  the live engine has not answered in time\n"
           "  10  there is no such subscription, or nobody runs it\n"
           " 130  ended by Ctrl-C or SIGTERM before its end (run: only by the second one)\n";
}

} // namespace tidegate::cli
