import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { diagnosisSource } from '../data/source.ts';

/** Asks the same question again and goes to the new diagnosis. */
export function useRerun(id: string) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await diagnosisSource(id)).rerun(id),
    onSuccess: (record) => {
      client.setQueryData(['diagnosis', record.id], record);
      navigate(`/d/${record.id}`);
    },
  });
}
