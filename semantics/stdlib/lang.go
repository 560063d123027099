package stdlib

import (
	"strings"
	"sync"

	"drop-lsp/semantics/hir"
)

// This file: lang items by the names in `#[lang = "…"]`; the facts name them as the
// compiler's own list does (rustc_hir::LangItem).

// langTable pairs the attribute's name with the facts' name.
const langTable = `
	AsyncGenFinished=AsyncGenFinished AsyncGenPending=AsyncGenPending AsyncGenReady=AsyncGenReady
	Break=ControlFlowBreak CStr=CStr Context=Context Continue=ControlFlowContinue Err=ResultErr None=OptionNone
	Ok=ResultOk Option=Option Ordering=OrderingEnum Pending=PollPending Poll=Poll Range=Range RangeCopy=RangeCopy
	RangeFrom=RangeFrom RangeFromCopy=RangeFromCopy RangeFull=RangeFull RangeInclusive=RangeInclusiveStruct
	RangeInclusiveCopy=RangeInclusiveCopy RangeMax=RangeMax RangeMin=RangeMin RangeSub=RangeSub RangeTo=RangeTo
	RangeToInclusive=RangeToInclusive RangeToInclusiveCopy=RangeToInclusiveCopy Ready=PollReady ResumeTy=ResumeTy
	Some=OptionSome String=String Try=Try add=Add add_assign=AddAssign alloc_layout=AllocLayout
	async_drop=AsyncDrop async_drop_in_place=AsyncDropInPlace async_fn=AsyncFn
	async_fn_kind_helper=AsyncFnKindHelper async_fn_kind_upvars=AsyncFnKindUpvars async_fn_mut=AsyncFnMut
	async_fn_once=AsyncFnOnce async_fn_once_output=AsyncFnOnceOutput async_iterator=AsyncIterator
	async_iterator_poll_next=AsyncIteratorPollNext begin_panic=BeginPanic
	bikeshed_guaranteed_no_drop=BikeshedGuaranteedNoDrop bitand=BitAnd bitand_assign=BitAndAssign bitor=BitOr
	bitor_assign=BitOrAssign bitxor=BitXor bitxor_assign=BitXorAssign branch=TryTraitBranch c_void=CVoid
	call_once_future=CallOnceFuture call_ref_future=CallRefFuture clone=Clone clone_fn=CloneFn
	coerce_pointee_validated=CoercePointeeValidated coerce_shared=CoerceShared coerce_unsized=CoerceUnsized
	compiler_copy=CompilerCopy compiler_move=CompilerMove const_panic_fmt=ConstPanicFmt
	const_param_ty=ConstParamTy contract_build_check_ensures=ContractBuildCheckEnsures
	contract_check_ensures=ContractCheckEnsures contract_check_requires=ContractCheckRequires copy=Copy
	coroutine=Coroutine coroutine_resume=CoroutineResume coroutine_return=CoroutineReturn
	coroutine_state=CoroutineState coroutine_yield=CoroutineYield deref=Deref deref_mut=DerefMut
	deref_pure=DerefPure deref_target=DerefTarget destruct=Destruct discriminant_kind=DiscriminantKind
	discriminant_type=Discriminant dispatch_from_dyn=DispatchFromDyn div=Div div_assign=DivAssign drop=Drop
	drop_in_place=DropInPlace dyn_metadata=DynMetadata eh_personality=EhPersonality eq=PartialEq fn=Fn
	fn_mut=FnMut fn_once=FnOnce fn_once_output=FnOnceOutput fn_ptr_addr=FnPtrAddr fn_ptr_trait=FnPtrTrait
	format_argument=FormatArgument format_arguments=FormatArguments freeze=Freeze from_output=TryTraitFromOutput
	from_residual=TryTraitFromResidual from_yeet=TryTraitFromYeet fused_iterator=FusedIterator
	future_output=FutureOutput future_trait=Future get_context=GetContext global_alloc_ty=GlobalAlloc index=Index
	index_mut=IndexMut into_async_iter_into_iter=IntoAsyncIterIntoIter into_future=IntoFutureIntoFuture
	into_iter=IntoIterIntoIter into_try_type=ResidualIntoTryType iterator=Iterator legacy_receiver=LegacyReceiver
	manually_drop=ManuallyDrop maybe_uninit=MaybeUninit mem_align_const=AlignOf mem_size_const=SizeOf
	meta_sized=MetaSized metadata_type=Metadata mul=Mul mul_assign=MulAssign neg=Neg new_unchecked=PinNewUnchecked
	next=IteratorNext not=Not offset_of=OffsetOf owned_box=OwnedBox panic=Panic
	panic_bounds_check=PanicBoundsCheck panic_cannot_unwind=PanicCannotUnwind
	panic_const_add_overflow=PanicAddOverflow panic_const_async_fn_resumed=PanicAsyncFnResumed
	panic_const_async_fn_resumed_drop=PanicAsyncFnResumedDrop
	panic_const_async_fn_resumed_panic=PanicAsyncFnResumedPanic
	panic_const_async_gen_fn_resumed=PanicAsyncGenFnResumed
	panic_const_async_gen_fn_resumed_drop=PanicAsyncGenFnResumedDrop
	panic_const_async_gen_fn_resumed_panic=PanicAsyncGenFnResumedPanic
	panic_const_coroutine_resumed=PanicCoroutineResumed
	panic_const_coroutine_resumed_drop=PanicCoroutineResumedDrop
	panic_const_coroutine_resumed_panic=PanicCoroutineResumedPanic panic_const_div_by_zero=PanicDivZero
	panic_const_div_overflow=PanicDivOverflow panic_const_gen_fn_none=PanicGenFnNone
	panic_const_gen_fn_none_drop=PanicGenFnNoneDrop panic_const_gen_fn_none_panic=PanicGenFnNonePanic
	panic_const_mul_overflow=PanicMulOverflow panic_const_neg_overflow=PanicNegOverflow
	panic_const_rem_by_zero=PanicRemZero panic_const_rem_overflow=PanicRemOverflow
	panic_const_shl_overflow=PanicShlOverflow panic_const_shr_overflow=PanicShrOverflow
	panic_const_sub_overflow=PanicSubOverflow panic_display=PanicDisplay panic_fmt=PanicFmt panic_impl=PanicImpl
	panic_in_cleanup=PanicInCleanup panic_info=PanicInfo
	panic_invalid_enum_construction=PanicInvalidEnumConstruction panic_location=PanicLocation
	panic_misaligned_pointer_dereference=PanicMisalignedPointerDereference panic_nounwind=PanicNounwind
	panic_null_pointer_dereference=PanicNullPointerDereference partial_ord=PartialOrd phantom_data=PhantomData
	pin=Pin pointee_sized=PointeeSized pointee_trait=PointeeTrait poll=FuturePoll
	range_inclusive_new=RangeInclusiveNew reborrow=Reborrow receiver=Receiver receiver_target=ReceiverTarget
	rem=Rem rem_assign=RemAssign shl=Shl shl_assign=ShlAssign shr=Shr shr_assign=ShrAssign sized=Sized
	slice_len_fn=SliceLen start=Start structural_peq=StructuralPeq sub=Sub sub_assign=SubAssign sync=Sync
	termination=Termination transmute_opts=TransmuteOpts transmute_trait=TransmuteTrait trivial_clone=TrivialClone
	tuple_trait=Tuple type_id=TypeId type_info=Type unpin=Unpin unsafe_cell=UnsafeCell unsafe_pinned=UnsafePinned
	unsafe_unpin=UnsafeUnpin unsize=Unsize use_cloned=UseCloned va_list=VaList
`

var langNames = sync.OnceValue(func() (t struct{ toFacts, toAttr map[string]string }) {
	t.toFacts, t.toAttr = map[string]string{}, map[string]string{}
	for _, pair := range strings.Fields(langTable) {
		attr, facts, _ := strings.Cut(pair, "=")
		t.toFacts[attr], t.toAttr[facts] = facts, attr
	}
	return t
})

// LangItem is a lang item by the name in its attribute ("owned_box", "Some"); zero: there is none.
func (f *Facts) LangItem(attr string) hir.DefID {
	name, ok := langNames().toFacts[attr]
	if !ok {
		name = attr
	}
	id, _ := f.Lang(name)
	return id
}

// LangName is the name in a definition's lang attribute; "": it has none.
func (f *Facts) LangName(id hir.DefID) string {
	it := f.Item(id)
	if it == nil {
		return ""
	}
	name, ok := it.Attr("lang")
	if !ok {
		return ""
	}
	if attr, ok := langNames().toAttr[name]; ok {
		return attr
	}
	return name
}
