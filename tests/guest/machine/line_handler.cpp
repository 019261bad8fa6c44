// SPDX-License-Identifier: MIT
#include "tests/guest/machine/line_handler.hpp"

#include "kernel/machine/interrupt_guard.hpp"

namespace wire = qxl::wire;

Status LineHandler::attach(u32 mask)
{
    pci::Function const& f = device_.function();
    if (f.interrupt_pin == 0 || f.interrupt_line == 0 || f.interrupt_line >= irq::lines)
        return Error{Side::unsupported, "interrupt line of the QXL function", "one that is routed", f.interrupt_line,
                     "PCI 3.0 6.2.4"};
    device_.take();
    TRY(irq::attach(f.interrupt_line, true, handle, this));
    is_attached_ = true;
    set_mask(mask);
    return {};
}

void LineHandler::attach(IoApicLine& line, u32 mask)
{
    device_.take();
    device_.write(wire::Port::update_irq);
    line_ = &line;
    line.attach(handle, this);
    is_attached_ = true;
    set_mask(mask);
}

LineHandler::~LineHandler()
{
    if (!is_attached_)
        return;
    {
        // An interrupt between taking and telling would find nothing to claim.
        InterruptGuard guard;
        store_release(device_.ram().int_mask, u32{0});
        device_.take();
        device_.write(wire::Port::update_irq);
    }
    if (line_ != nullptr)
        line_->detach();
    else
        irq::detach(device_.function().interrupt_line, handle, this);
}

void LineHandler::set_mask(u32 mask)
{
    store_release(device_.ram().int_mask, mask);
    device_.write(wire::Port::update_irq);
}

bool LineHandler::handle(void* self)
{
    auto& h = *static_cast<LineHandler*>(self);
    // With `reset_after_` the line may be up for nothing that is pending, which is then what is looked for.
    if (h.reset_after_ == 0 && (h.device_.pending() & load_acquire(h.device_.ram().int_mask)) == 0)
        return false;
    store_release(h.interrupts_, h.interrupts_ + 1);
    if (h.interrupts_ == h.reset_after_) {
        h.device_.reset();
        return true;
    }
    if (h.ignored_ != 0) {
        --h.ignored_;
        return true;
    }
    u32 const came = h.device_.take();
    h.device_.write(wire::Port::update_irq);
    for (unsigned bit = 0; bit < wire::interrupt::bits; ++bit)
        store_release(h.events_[bit], h.events_[bit] + (came >> bit & 1));
    return true;
}
