// SPDX-License-Identifier: MIT
#include "tests/guest/machine/sleep_through.hpp"

#include "kernel/machine/machine.hpp"

Result<SleepThrough> SleepThrough::open(qxl::Device& device)
{
    return SleepThrough(device, TRY(Sleeper::open(machine())));
}

Status SleepThrough::sleep(Report& report)
{
    TRY(std::exchange(has_slept_, true) ? sleeper_.prepare_again() : sleeper_.prepare());
    qxl::SleepPath path(*device_);
    TRY(path.stop_producing());
    TRY(path.notify_cmd());
    TRY(path.notify_cursor());
    TRY(path.flush_surfaces());
    TRY(path.destroy_all_surfaces());
    TRY(path.flush_release());
    TRY(path.nothing_held());
    auto const slept = TRY(sleeper_.sleep(report));
    Sleeper::report_wake_up_briefly(report, slept);
    TRY(sleeper_.check_wake_up(slept.wake_up));
    TRY(path.check_reset_state());
    TRY(path.reopen());
    TRY(path.recreate_surfaces());
    sleeper_.working();
    return {};
}
